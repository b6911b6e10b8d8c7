import type { HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { eventOf, eventOfFailure } from './hand-over-event'

const result = (over: Partial<HandOverResult>): HandOverResult => ({
  sendId: newId(),
  outcome: 'accepted',
  providerClass: 'A',
  ...over,
})

describe('what the answer to a hand-over means', () => {
  it('takes a missing answer as unknown, never as not sent', () => {
    expect(eventOf(undefined, 'text')).toEqual({ kind: 'ambiguous', code: 'NO_ANSWER' })
  })

  it('counts a pull-in as done when it is accepted, and a message only as taken over', () => {
    expect(eventOf(result({}), 'room-invite').kind).toBe('accepted-as-done')
    expect(eventOf(result({}), 'text').kind).toBe('accepted')
  })

  it('goes on to the next room when one is full', () => {
    expect(eventOf(result({ outcome: 'refused', code: 'ROOM_FULL' }), 'room-invite')).toEqual({
      kind: 'later',
      code: 'ROOM_FULL',
      retryAfterMs: 0,
    })
    expect(eventOf(result({ outcome: 'refused', code: 'NOT_FRIEND' }), 'room-invite').kind).toBe('refused')
  })

  it('waits as long as the provider says', () => {
    expect(eventOf(result({ outcome: 'later', code: 'RATE_LIMITED', retryAfterMs: 1234 }), 'text')).toMatchObject({
      retryAfterMs: 1234,
    })
  })

  it('knows an interrupted bus from a call whose end nobody saw', () => {
    expect(eventOfFailure(new Problem(commonProblems.UPSTREAM_UNAVAILABLE)).kind).toBe('cut-off')
    expect(eventOfFailure(new Problem(commonProblems.UPSTREAM_TIMEOUT)).kind).toBe('ambiguous')
    expect(eventOfFailure(new Problem(commonProblems.INTERNAL)).kind).toBe('ambiguous')
    expect(eventOfFailure(new TypeError('x')).kind).toBe('ambiguous')
    expect(eventOfFailure(new Problem(commonProblems.FORBIDDEN)).kind).toBe('later')
  })
})
