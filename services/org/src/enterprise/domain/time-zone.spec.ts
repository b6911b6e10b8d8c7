import { isTimeZone } from './time-zone'

describe('the zone of an enterprise', () => {
  it.each(['Asia/Shanghai', 'Europe/Berlin', 'UTC'])('accepts %s', (zone) => expect(isTimeZone(zone)).toBe(true))
  it.each(['', 'Mars/Olympus', '+08:00', 'GMT+25'])('refuses "%s"', (zone) => expect(isTimeZone(zone)).toBe(false))
})
