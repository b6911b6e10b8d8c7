import { partsOf, rateOf, settledOf, timeLeft, withSample, type Sample, type SendCounts } from './broadcast-progress'

const counts: SendCounts = {
  planned: 11,
  claimed: 2,
  handed: 3,
  acked: 4,
  delivered: 50,
  failed: 6,
  unknown: 7,
  cancelled: 8,
  skipped: 9,
  missed: 10,
}
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)

describe('the progress of a broadcast', () => {
  it('shows each send once: the parts add up to the sends', () => {
    expect(sum(partsOf(counts).map((part) => part.value))).toBe(sum(Object.values(counts)))
  })

  it('counts as settled all but what is queued or on its way', () => {
    expect(settledOf(counts)).toBe(sum(Object.values(counts)) - 11 - 2 - 3 - 4)
  })

  it('tells the rate of the last minute, and nothing from a single look', () => {
    const samples = [
      { at: 0, settled: 0 },
      { at: 30_000, settled: 100 },
      { at: 90_000, settled: 400 },
    ].reduce<Sample[]>(withSample, [])
    expect(samples.map((sample) => sample.at)).toEqual([30_000, 90_000])
    expect(rateOf(samples)).toBe(5)
    expect(rateOf(samples.slice(0, 1))).toBeNull()
  })

  it('promises no end while nothing moves', () => {
    expect(timeLeft(100, 5)).toBe(20_000)
    expect(timeLeft(100, null)).toBeNull()
    expect(timeLeft(0, 5)).toBeNull()
  })
})
