import { canStop, isWatched, nextStep } from './account-state'

const NOW = Date.parse('2026-11-22T12:00:00Z')

describe('what to do with an account', () => {
  it('offers the QR code of the device check while the phone asks', () => {
    expect(nextStep('new-device-check')).toBe('scan')
    expect(nextStep('verify-qr')).toBe('open')
  })

  it('offers a start to whatever came to rest, unless the licence has ended', () => {
    expect(['created', 'offline', 'banned', 'expired'].map((state) => nextStep(state as 'created'))).toEqual([
      'start',
      'start',
      'start',
      'none',
    ])
  })

  it('stops what is under way and nothing that rests', () => {
    expect([canStop('qr'), canStop('verify-qr'), canStop('offline'), canStop('stopping')]).toEqual([true, true, false, false])
  })
})

describe('the first hour', () => {
  it('ends at its time and counts only while the account is signed in', () => {
    const watchUntil = '2026-11-22T12:30:00Z'
    expect(isWatched({ state: 'online', watchUntil }, NOW)).toBe(true)
    expect(isWatched({ state: 'online', watchUntil }, NOW + 31 * 60_000)).toBe(false)
    expect(isWatched({ state: 'offline', watchUntil }, NOW)).toBe(false)
  })
})
