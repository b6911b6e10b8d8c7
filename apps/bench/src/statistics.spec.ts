import { median, percentile } from './statistics'

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)

  it('are values that were measured, whatever the order', () => {
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 1)).toBe(100)
    expect(median([7, 1, 3])).toBe(3)
    expect(median([5])).toBe(5)
  })

  it('of nothing are refused', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError)
  })
})
