import { formatBytes, formatNumber, percentOf } from './numbers'

describe('numbers', () => {
  it('groups thousands', () => {
    expect(formatNumber(12345, 'zh-CN')).toBe('12,345')
  })

  it('never says 100 % while something is missing nor 0 % once something is done', () => {
    expect(percentOf(1999, 2000)).toBe(99)
    expect(percentOf(1, 2000)).toBe(1)
    expect(percentOf(2000, 2000)).toBe(100)
    expect(percentOf(0, 2000)).toBe(0)
    expect(percentOf(3, 0)).toBe(0)
  })

  it('shows sizes in the unit people read', () => {
    expect(formatBytes(0, 'en')).toBe('0 byte')
    expect(formatBytes(2048, 'en')).toBe('2 kB')
    expect(formatBytes(5 * 1024 * 1024, 'en')).toBe('5 MB')
  })
})
