import { SEND_STATES, SETTLED_STATES } from '@miaohui/contracts/messaging/send'
import { advance, mayReplace } from './run-rules'

const at = new Date('2026-11-22T02:00:00Z')
const steps = [{ delayMs: 0 }, { delayMs: 2000 }, { delayMs: 0 }]

describe('what follows a settled step', () => {
  it('starts the next step its delay after the one before has settled', () => {
    expect(advance(0, steps, { state: 'delivered', at })).toEqual({
      kind: 'next',
      stepNo: 1,
      dueAt: new Date('2026-11-22T02:00:02Z'),
    })
  })

  it('goes on after a step that failed for its own reason', () => {
    expect(advance(1, steps, { state: 'failed', outcome: 'MEDIA_FETCH_FAILED', at })).toMatchObject({ kind: 'next', stepNo: 2 })
    expect(advance(1, steps, { state: 'unknown', at })).toMatchObject({ kind: 'next', stepNo: 2 })
  })

  it.each(['NOT_FRIEND', 'BLOCKED'])('ends the run when the customer cannot be reached any more (%s)', (outcome) => {
    expect(advance(0, steps, { state: 'failed', outcome, at })).toEqual({ kind: 'stop', reason: 'customer-left' })
  })

  it('ends the run when the send was skipped because the customer left before', () => {
    expect(advance(0, steps, { state: 'skipped', at })).toEqual({ kind: 'stop', reason: 'customer-left' })
  })

  it('finishes after the last step', () => {
    expect(advance(2, steps, { state: 'delivered', at })).toEqual({ kind: 'finish' })
  })

  it('never starts a step while the one before is still open', () => {
    for (const state of SEND_STATES.filter((s) => !SETTLED_STATES.includes(s))) {
      expect(advance(0, steps, { state, at })).toEqual({ kind: 'stay' })
    }
  })
})

describe('news about a step', () => {
  it('may correct a settled step only with proof of delivery', () => {
    for (const settled of SETTLED_STATES) {
      for (const incoming of SEND_STATES) {
        expect(mayReplace(settled, incoming)).toBe(incoming === 'delivered' && settled !== 'delivered')
      }
    }
  })

  it('is taken as it comes while the step is open', () => {
    for (const incoming of SEND_STATES) expect(mayReplace('waiting', incoming)).toBe(true)
  })
})
