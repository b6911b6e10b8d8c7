/** Tries after which people are told that the mail does not get through; it is tried on every hour nevertheless. */
export const TRIES_BEFORE_FAILED = 5

const FIRST_DELAY_S = 5
const GROWTH = 3
const HOUR_S = 3600

export type NextAttempt = { state: 'queued' | 'failed'; delaySeconds: number }

/**
 * What follows an attempt that failed: 5 s, 15 s, 45 s, 2 min, then `failed` and every hour. A mail server that refuses for good
 * (5xx) is believed at once.
 * @param attempts made so far, this one included
 */
export function afterFailedAttempt(attempts: number, refusedForGood: boolean): NextAttempt {
  if (refusedForGood || attempts >= TRIES_BEFORE_FAILED) return { state: 'failed', delaySeconds: HOUR_S }
  return { state: 'queued', delaySeconds: FIRST_DELAY_S * GROWTH ** (attempts - 1) }
}
