import { setTimeout as wait } from 'node:timers/promises'

const GIVE_UP_MS = 30_000
const PAUSE_MS = 200

/** A server that is not there yet, or still starting: anything else is a mistake that waiting does not heal. */
const COMING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  '57P03',
  'CONNECTION_REFUSED',
  'TIMEOUT',
])

export async function untilUp<T>(attempt: () => Promise<T>, giveUpMs = GIVE_UP_MS): Promise<T> {
  const until = Date.now() + giveUpMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > until || !isComing(error)) throw error
      await wait(PAUSE_MS)
    }
  }
}

function isComing(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: unknown[] }
  return (code !== undefined && COMING.has(code)) || (errors?.some(isComing) ?? false)
}
