import { createHash } from 'node:crypto'

export const LEDGER_KINDS = ['reserved', 'occupied', 'released'] as const
export type LedgerKind = (typeof LEDGER_KINDS)[number]

/** One line of the seat ledger: what happened to a seat and how many were taken afterwards. */
export type LedgerLine = {
  poolId: string
  n: number
  at: Date
  kind: LedgerKind
  seatId: string
  enterpriseId: string
  accountId: string
  usedAfter: number
  capacityAfter: number
}

/** Stands before the first line. */
export const GENESIS: Buffer = Buffer.alloc(32)

/** Hash of a line over its content and the hash before it: a line that is changed or removed later breaks the chain. */
export function chainHash(previous: Buffer, line: LedgerLine): Buffer {
  const content = JSON.stringify([
    line.poolId,
    line.n,
    line.at.toISOString(),
    line.kind,
    line.seatId,
    line.enterpriseId,
    line.accountId,
    line.usedAfter,
    line.capacityAfter,
  ])
  return createHash('sha256').update(previous).update(content).digest()
}

/** Number of the first line that does not follow from the one before it; null when the whole chain holds. */
export function firstBrokenLine(lines: readonly (LedgerLine & { hash: Buffer })[]): number | null {
  let previous: Buffer = GENESIS
  for (const [index, line] of lines.entries()) {
    if (line.n !== index + 1 || !chainHash(previous, line).equals(line.hash)) return line.n
    previous = line.hash
  }
  return null
}
