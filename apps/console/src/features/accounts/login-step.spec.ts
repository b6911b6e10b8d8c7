import { currentStep, loginView, purposeOf } from './login-step'

const qr = {
  purpose: 'login' as const,
  content: 'https://x',
  status: 'waiting' as const,
  expiresAt: '2026-11-22T12:00:00Z',
  renewals: 0,
}

describe('the sign-in dialog', () => {
  it('shows the code once there is one, and waits before', () => {
    expect(loginView({ state: 'qr' })).toBe('preparing')
    expect(loginView({ state: 'qr', qr })).toBe('qr')
  })

  it('never goes a step back on the way in', () => {
    const states = ['starting', 'qr', 'scanned', 'verify-code', 'logging-in', 'syncing', 'online'] as const
    const steps = states.map((state) => currentStep(loginView({ state, qr }), purposeOf({ state, qr })))
    expect(steps).toEqual([...steps].sort())
    expect(steps.at(-1)).toBe(3)
  })

  it('tells the new-device check from a sign-in', () => {
    expect(purposeOf({ state: 'verify-qr' })).toBe('verify')
    expect(currentStep('phone-asks', 'verify')).toBe(0)
  })

  it('explains an account that came to rest', () => {
    expect(loginView({ state: 'offline' })).toBe('ended')
    expect(loginView({ state: 'banned' })).toBe('ended')
  })
})
