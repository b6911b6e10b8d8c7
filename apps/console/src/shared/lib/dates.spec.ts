import { formatCountdown, formatDate, formatRelative } from './dates'

describe('dates', () => {
  it("shows an instant in the enterprise's zone, not in the reader's", () => {
    const at = '2026-11-22T16:30:00Z'
    expect(formatDate(at, 'instant', { locale: 'zh-CN', zone: 'Asia/Shanghai' })).toBe('2026/11/23 00:30')
    expect(formatDate(at, 'clock', { locale: 'en', zone: 'America/New_York' })).toBe('11:30')
  })

  it('shows nothing for a time that is none', () => {
    expect(formatDate('soon', 'day', { locale: 'en', zone: null })).toBe('')
  })

  it('says how long ago in the largest unit that fits, and leaves old dates to the calendar', () => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    expect(formatRelative('2026-11-22T11:59:31Z', now, 'zh-CN')).toBe('现在')
    expect(formatRelative('2026-11-22T11:57:00Z', now, 'zh-CN')).toBe('3分钟前')
    expect(formatRelative('2026-11-20T11:00:00Z', now, 'en')).toBe('2 days ago')
    expect(formatRelative('2026-11-22T14:00:00Z', now, 'en')).toBe('in 2 hours')
    expect(formatRelative('2026-01-01T00:00:00Z', now, 'en')).toBeNull()
  })

  it('counts down to zero and stays there', () => {
    expect(formatCountdown(101_400)).toBe('01:42')
    expect(formatCountdown(3_661_000)).toBe('1:01:01')
    expect(formatCountdown(-5)).toBe('00:00')
  })
})
