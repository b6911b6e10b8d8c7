import { PROVIDER_CLASSES } from '@miaohui/contracts/account-hosting/delivery'
import { SEND_STATES, type SendState } from '@miaohui/contracts/messaging/send'
import fc from 'fast-check'
import { FROM, isSettled, LIMITS, transition, type SendEvent, type SendFacts } from './send-machine'

const NOW = new Date('2026-11-22T10:00:00Z')
const aSend = (over: Partial<SendFacts> = {}): SendFacts => ({
  state: 'planned',
  attempt: 0,
  everHanded: false,
  inDoubt: false,
  providerClass: 'A',
  createdAt: NOW,
  ...over,
})
const handed = (over: Partial<SendFacts> = {}) => aSend({ state: 'handed', attempt: 1, everHanded: true, inDoubt: true, ...over })
const dayOld = new Date(NOW.getTime() - LIMITS.keyLifeMs)

describe('the life of a send', () => {
  const table: [string, SendFacts, SendEvent, SendState | null][] = [
    ['S2 a planned send is claimed', aSend(), { kind: 'claim' }, 'claimed'],
    ['S3 a claim that ends without a call goes back', aSend({ state: 'claimed' }), { kind: 'release' }, 'planned'],
    ['S4 a claimed send is handed over', aSend({ state: 'claimed' }), { kind: 'hand' }, 'handed'],
    ['a planned send cannot be handed over without a claim', aSend(), { kind: 'hand' }, null],
    ['S5 the provider accepts', handed(), { kind: 'accepted' }, 'acked'],
    ['a pull-in that is accepted is done', handed(), { kind: 'accepted-as-done' }, 'delivered'],
    ['S6 the provider refuses for good', handed(), { kind: 'refused', code: 'BLOCKED' }, 'failed'],
    ['a definite later is tried again', handed(), { kind: 'later', code: 'RATE_LIMITED', retryAfterMs: 500 }, 'planned'],
    [
      'a definite later after a day is a no',
      handed({ createdAt: dayOld }),
      { kind: 'later', code: 'X', retryAfterMs: 1 },
      'failed',
    ],
    ['S7 class A repeats with the same key', handed(), { kind: 'ambiguous', code: 'T' }, 'planned'],
    ['S8 class B does not', handed({ providerClass: 'B' }), { kind: 'ambiguous', code: 'T' }, 'unknown'],
    ['S8 class C does not', handed({ providerClass: 'C' }), { kind: 'ambiguous', code: 'T' }, 'unknown'],
    ['S8 class A gives up after eight attempts', handed({ attempt: 8 }), { kind: 'ambiguous', code: 'T' }, 'unknown'],
    ['S8 class A gives up after a day', handed({ createdAt: dayOld }), { kind: 'ambiguous', code: 'T' }, 'unknown'],
    ['an outage of the bus uses up no attempts', handed({ attempt: 8 }), { kind: 'cut-off', code: 'T' }, 'planned'],
    ['S9 an echo before the acknowledgement', handed(), { kind: 'evidence' }, 'delivered'],
    ['S9 an echo after we gave up', handed({ state: 'unknown' }), { kind: 'evidence' }, 'delivered'],
    ['S9 an echo while the repetition waits', handed({ state: 'planned' }), { kind: 'evidence' }, 'delivered'],
    ['an echo of what was never handed over is none', aSend(), { kind: 'evidence' }, null],
    ['S10 the customer’s phone refuses afterwards', handed({ state: 'acked' }), { kind: 'refuted', code: 'BLOCKED' }, 'failed'],
    ['S13 cancelling what is planned', aSend(), { kind: 'cancel' }, 'cancelled'],
    ['S13 what is handed over cannot be cancelled', handed(), { kind: 'cancel' }, null],
    ['what may have arrived is not called cancelled', handed({ state: 'planned' }), { kind: 'cancel' }, 'unknown'],
    ['what may have arrived is not called missed', handed({ state: 'planned' }), { kind: 'miss' }, 'unknown'],
    ['S13 too late', aSend(), { kind: 'miss' }, 'missed'],
    ['S13 the customer left', aSend(), { kind: 'skip', code: 'NOT_FRIEND' }, 'skipped'],
    ['a broken picture fails before the call', aSend({ state: 'claimed' }), { kind: 'reject', code: 'MATERIAL_GONE' }, 'failed'],
    ['S14 class A counts as delivered after the grace', handed({ state: 'acked' }), { kind: 'grace-over' }, 'delivered'],
    ['S14 class C waits a day', handed({ state: 'acked', providerClass: 'C' }), { kind: 'grace-over' }, null],
    [
      'S14 then nobody knows',
      handed({ state: 'acked', providerClass: 'C', createdAt: dayOld }),
      { kind: 'grace-over' },
      'unknown',
    ],
  ]
  it.each(table)('%s', (_name, send, event, expected) => {
    expect(transition(send, event, NOW)?.state ?? null).toBe(expected)
  })

  it('does not burn an attempt on a definite later, and doubles the wait after each ambiguous one', () => {
    expect(transition(handed({ attempt: 3 }), { kind: 'later', code: 'ACCOUNT_OFFLINE', retryAfterMs: 5000 }, NOW)).toMatchObject(
      {
        attempt: 2,
        dueAt: new Date(NOW.getTime() + 5000),
      },
    )
    const waits = [1, 2, 3, 7].map(
      (attempt) => transition(handed({ attempt }), { kind: 'ambiguous', code: 'T' }, NOW)!.dueAt!.getTime() - NOW.getTime(),
    )
    expect(waits).toEqual([1000, 2000, 4000, 60_000])
  })

  const events: fc.Arbitrary<SendEvent> = fc.oneof(
    ...(['claim', 'hand', 'release', 'accepted', 'accepted-as-done', 'evidence', 'grace-over', 'cancel', 'miss'] as const).map(
      (kind) => fc.constant({ kind } as SendEvent),
    ),
    ...(['reject', 'refused', 'ambiguous', 'cut-off', 'refuted', 'skip'] as const).map((kind) =>
      fc.constant({ kind, code: 'X' } as SendEvent),
    ),
    fc.integer({ min: 0, max: 10_000 }).map((retryAfterMs): SendEvent => ({ kind: 'later', code: 'X', retryAfterMs })),
  )

  it('stays true to its promises in any order of events', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60 }), fc.constantFrom(...PROVIDER_CLASSES), (story, providerClass) => {
        let send = aSend({ providerClass })
        let now = NOW.getTime()
        for (const event of story) {
          now += 60_000
          const before = send
          const move = transition(send, event, new Date(now))
          if (!move) continue
          if (isSettled(before.state)) expect(['evidence', 'refuted']).toContain(event.kind)
          if (event.kind === 'hand') expect(before.state).toBe('claimed')
          send = {
            ...send,
            state: move.state,
            attempt: move.attempt ?? send.attempt,
            everHanded: send.everHanded || move.state === 'handed',
            inDoubt: move.inDoubt ?? send.inDoubt,
          }
          if (send.state === 'delivered') expect(send.everHanded).toBe(true)
          if (['failed', 'cancelled', 'skipped', 'missed'].includes(send.state)) expect(send.inDoubt).toBe(false)
          if (send.state === 'failed') expect(move.outcome).toBeTruthy()
          if (event.kind === 'ambiguous' && providerClass !== 'A') expect(send.state).toBe('unknown')
          expect(send.attempt).toBeGreaterThanOrEqual(0)
          expect(send.attempt).toBeLessThanOrEqual(LIMITS.maxAttempts)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('names only states that exist', () => {
    for (const states of Object.values(FROM)) for (const state of states) expect(SEND_STATES).toContain(state)
  })
})
