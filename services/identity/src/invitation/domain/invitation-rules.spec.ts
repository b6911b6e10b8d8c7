import { DELIVERY_STATES } from '@miaohui/contracts/identity/events'
import { afterFailedAttempt } from './delivery-rule'
import { linkStanding } from './link-standing'

describe('a mail that did not get through', () => {
  it('is tried again later and later, then called failed and tried every hour', () => {
    const plan = [1, 2, 3, 4, 5, 6, 50].map((n) => afterFailedAttempt(n, false))
    expect(plan.map((p) => p.delaySeconds)).toEqual([5, 15, 45, 135, 3600, 3600, 3600])
    expect(plan.map((p) => p.state)).toEqual(['queued', 'queued', 'queued', 'queued', 'failed', 'failed', 'failed'])
  })

  it('is called failed at once when the mail server refuses it for good', () => {
    expect(afterFailedAttempt(1, true)).toEqual({ state: 'failed', delaySeconds: 3600 })
  })
})

describe('a link', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const later = new Date('2026-11-23T10:00:00Z')

  it('is good until it expires, also when its mail was not confirmed', () => {
    for (const state of ['queued', 'sent', 'failed'] as const) {
      expect(linkStanding({ state, expiresAt: later }, now)).toBe('open')
      expect(linkStanding({ state, expiresAt: now }, now)).toBe('expired')
    }
  })

  it('says why it is not good, in every state', () => {
    const standings = DELIVERY_STATES.map((state) => [state, linkStanding({ state, expiresAt: now }, now)])
    expect(Object.fromEntries(standings)).toMatchObject({ accepted: 'used', revoked: 'void', expired: 'expired' })
  })
})
