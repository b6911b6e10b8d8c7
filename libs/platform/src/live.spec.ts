import { clockRev } from './live'

describe('the revision of a notice', () => {
  it('grows with every change, also within one millisecond', () => {
    const revs = Array.from({ length: 1000 }, () => clockRev())
    expect(new Set(revs).size).toBe(1000)
    expect([...revs].sort((a, b) => a - b)).toEqual(revs)
    expect(Number.isSafeInteger(revs.at(-1))).toBe(true)
  })
})
