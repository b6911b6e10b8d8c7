import { learnServerTime, timeLeft } from './server-clock'

const NOON = Date.parse('2026-11-22T12:00:00.000Z')
const deadline = '2026-11-22T12:02:00.000Z'

describe('time left until a deadline of the server', () => {
  afterEach(() => learnServerTime(new Date(NOON).toUTCString(), NOON))

  it('is the same on a computer whose clock is 90 seconds wrong', () => {
    learnServerTime(new Date(NOON).toUTCString(), NOON - 90_000)
    expect(timeLeft(deadline, NOON - 90_000)).toBe(120_000)
    learnServerTime(new Date(NOON).toUTCString(), NOON + 90_000)
    expect(timeLeft(deadline, NOON + 90_000)).toBe(120_000)
  })

  it('does not jump with the second that a header loses on the way', () => {
    learnServerTime(new Date(NOON - 900).toUTCString(), NOON)
    expect(timeLeft(deadline, NOON)).toBe(120_000)
  })

  it('ignores an answer without a readable date and never falls below zero', () => {
    learnServerTime(null, NOON)
    learnServerTime('yesterday', NOON)
    expect(timeLeft(deadline, NOON + 500_000)).toBe(0)
  })
})
