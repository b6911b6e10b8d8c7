import { startOfDay } from './start-of-day'

const of = (now: string, zone: string) => startOfDay(new Date(now), zone).toISOString()

describe('the start of today', () => {
  it('is midnight of the enterprise, not of the server', () => {
    expect(of('2026-11-22T15:59:59.500Z', 'Asia/Shanghai')).toBe('2026-11-21T16:00:00.000Z')
    expect(of('2026-11-22T16:00:00.000Z', 'Asia/Shanghai')).toBe('2026-11-22T16:00:00.000Z')
  })

  it('holds on days on which the clock is put forward or back', () => {
    expect(of('2026-03-29T12:00:00.000Z', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(of('2026-10-25T12:00:00.000Z', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z')
  })
})
