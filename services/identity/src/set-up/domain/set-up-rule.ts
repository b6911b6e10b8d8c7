export const SET_UP_STATES = ['founding', 'done'] as const
export type SetUpState = (typeof SET_UP_STATES)[number]

export type KnownSetUp = { state: SetUpState; claimedUntil: Date | null; email: string }

/**
 * - `begin`: nobody has begun, or whoever did has given up: the asker becomes the first operator
 * - `resume`: the same person again, after a crash or a double click; their password decides
 * - `refuse`: it is done, or somebody else is at it right now
 */
export type SetUpVerdict = 'begin' | 'resume' | 'refuse'

/** Judges somebody who holds the set-up token. */
export function judgeSetUp(known: KnownSetUp | undefined, email: string, now: Date): SetUpVerdict {
  if (!known) return 'begin'
  if (known.state === 'done') return 'refuse'
  const atIt = known.claimedUntil !== null && known.claimedUntil > now
  if (!atIt) return 'begin'
  return known.email === email ? 'resume' : 'refuse'
}
