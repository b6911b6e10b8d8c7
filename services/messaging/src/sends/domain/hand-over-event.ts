import type { HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Content } from '@miaohui/contracts/messaging/content'
import type { SendEvent } from './send-machine'

const OFFLINE_RETRY_MS = 5000
const LATER_RETRY_MS = 10_000

/** What the answer for one send means to its life. No answer for it: nobody knows. */
export function eventOf(result: HandOverResult | undefined, kind: Content['kind']): SendEvent {
  if (!result) return { kind: 'ambiguous', code: 'NO_ANSWER' }
  const code = result.code ?? 'PROVIDER_ERROR'
  switch (result.outcome) {
    case 'accepted':
      return kind === 'room-invite' ? { kind: 'accepted-as-done' } : { kind: 'accepted' }
    case 'refused':
      // The next room of the content is tried; when none is left the send is rejected before the call.
      if (kind === 'room-invite' && code === 'ROOM_FULL') return { kind: 'later', code, retryAfterMs: 0 }
      return { kind: 'refused', code }
    case 'later':
      return {
        kind: 'later',
        code,
        retryAfterMs: result.retryAfterMs ?? (code === 'ACCOUNT_OFFLINE' ? OFFLINE_RETRY_MS : LATER_RETRY_MS),
      }
    case 'ambiguous':
      return { kind: 'ambiguous', code: result.code ?? 'AMBIGUOUS' }
  }
}

/** What a failed call means to every send in it. Other problems are definite: account-hosting refused the call as a whole. */
export function eventOfFailure(error: unknown): SendEvent {
  if (!(error instanceof Problem)) return { kind: 'ambiguous', code: 'INTERNAL' }
  if (error.is(commonProblems.UPSTREAM_UNAVAILABLE)) return { kind: 'cut-off', code: error.code }
  if (error.status >= 500) return { kind: 'ambiguous', code: error.code }
  return { kind: 'later', code: error.code, retryAfterMs: LATER_RETRY_MS }
}
