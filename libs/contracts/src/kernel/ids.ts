import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 4096
const pool = Buffer.allocUnsafe(POOL_BYTES)
let used = POOL_BYTES
let lastMs = 0
let counter = 0

function takeRandom(bytes: number): number {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const at = used
  used += bytes
  return at
}

/** Lower-case hexadecimal text of `bytes` random bytes. */
export function randomHex(bytes: number): string {
  const at = takeRandom(bytes)
  return pool.toString('hex', at, at + bytes)
}

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 12 bits that grow within a millisecond, 62 random bits. Ids made by one
 * process sort in the order they were made, so that inserts land on the right edge of an index.
 */
export function newId(): string {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    counter = pool.readUInt16BE(takeRandom(2)) & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const at = takeRandom(8)
  pool[at] = (pool[at]! & 0x3f) | 0x80
  const tail = pool.toString('hex', at, at + 8)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/** Stands where an id of an enterprise is required and the record belongs to none (an event about a user). */
export const NO_ENTERPRISE = '00000000-0000-0000-0000-000000000000'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text)
}
