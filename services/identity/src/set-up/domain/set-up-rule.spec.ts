import { judgeSetUp, type KnownSetUp } from './set-up-rule'

const now = new Date('2026-11-22T10:00:00Z')
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const begun: KnownSetUp = { state: 'founding', claimedUntil: at(10), email: 'li@example.com' }

describe('whoever opens the set-up link', () => {
  it('begins when nobody has', () => expect(judgeSetUp(undefined, 'li@example.com', now)).toBe('begin'))
  it('finds it done', () => expect(judgeSetUp({ ...begun, state: 'done' }, 'li@example.com', now)).toBe('refuse'))
  it('goes on with what they began', () => expect(judgeSetUp(begun, 'li@example.com', now)).toBe('resume'))
  it('keeps out while somebody else is at it', () => expect(judgeSetUp(begun, 'wang@example.com', now)).toBe('refuse'))
  it('begins anew, also with a corrected e-mail, when that came to nothing', () => {
    expect(judgeSetUp({ ...begun, claimedUntil: null }, 'wang@example.com', now)).toBe('begin')
    expect(judgeSetUp({ ...begun, claimedUntil: at(-1) }, 'wang@example.com', now)).toBe('begin')
  })
})
