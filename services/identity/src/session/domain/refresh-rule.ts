/** How long a token that was exchanged already is still answered with the same successor: two tabs, a lost answer. */
export const REPEAT_WINDOW_MS = 10_000

export type KnownSession = {
  tokenHash: Buffer
  previousHash: Buffer | null
  rotatedAt: Date
  device: Buffer
  idleUntil: Date
  absoluteUntil: Date
  revokedAt: Date | null
}

export type Presented = { hash: Buffer; device: Buffer; genuine: boolean }

/**
 * - `rotate`: the current token; its successor takes its place
 * - `repeat`: the one before, from the same device, just now; the successor is told again
 * - `reuse`: an older token of this session: somebody has a copy, the session ends
 * - `refuse`: the session is over, or the token is made up
 */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'refuse'

/** Judges a refresh token (reliability page §2.4.5). */
export function judgeRefresh(session: KnownSession, presented: Presented, now: Date): RefreshVerdict {
  if (session.revokedAt !== null || session.idleUntil <= now || session.absoluteUntil <= now) return 'refuse'
  if (presented.hash.equals(session.tokenHash)) return 'rotate'
  const justExchanged =
    session.previousHash?.equals(presented.hash) === true && now.getTime() - session.rotatedAt.getTime() <= REPEAT_WINDOW_MS
  if (justExchanged && presented.device.equals(session.device)) return 'repeat'
  return presented.genuine ? 'reuse' : 'refuse'
}
