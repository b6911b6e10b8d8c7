import { licenseStatus, trialTerms, type LicenseTerms } from './license-status'

const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000)
const base = (change: Partial<LicenseTerms> = {}): LicenseTerms => ({
  licenseId: 'L1',
  kind: 'base',
  seats: 20,
  startsAt: day(0),
  expiresAt: day(365),
  graceDays: 14,
  noticeDays: 60,
  ...change,
})

describe('the state of the licence', () => {
  it.each([
    ['no file', [], day(1), 'none', 0, 0],
    ['a file that has not begun', [base()], day(-1), 'none', 0, 0],
    ['in the middle of the term', [base()], day(100), 'active', 20, 265],
    ['sixty days before the end', [base()], day(305), 'expiring', 20, 60],
    ['the last instant of the term', [base()], new Date(day(365).getTime() - 1), 'expiring', 20, 1],
    ['the first instant after it', [base()], day(365), 'grace', 20, 0],
    ['the first instant after the grace', [base()], day(379), 'expired', 0, 0],
  ] as const)('%s', (_name, files, now, state, capacity, daysLeft) => {
    expect(licenseStatus(files, now)).toMatchObject({ state, capacity, daysLeft })
  })

  it('adds the seats of add-ons and drops them when they end', () => {
    const files = [base(), base({ licenseId: 'A1', kind: 'addon', seats: 10, expiresAt: day(100), graceDays: 0 })]
    expect(licenseStatus(files, day(99)).capacity).toBe(30)
    expect(licenseStatus(files, day(100))).toMatchObject({ capacity: 20, state: 'active' })
  })

  it('lets new accounts be hosted during the term only, and sends until the grace is over', () => {
    expect(licenseStatus([base()], day(364))).toMatchObject({ mayHost: true, sendsUntil: day(379) })
    expect(licenseStatus([base()], day(370))).toMatchObject({ mayHost: false, sendsUntil: day(379) })
    expect(licenseStatus([base()], day(380))).toMatchObject({ mayHost: false, sendsUntil: null })
  })

  it('gives a trial its seats for thirty days, with notice in its last week', () => {
    const trial = trialTerms(day(0), 5)
    expect(licenseStatus([trial], day(1))).toMatchObject({ state: 'active', capacity: 5, daysLeft: 29 })
    expect(licenseStatus([trial], day(23)).state).toBe('expiring')
    expect(licenseStatus([trial], day(30)).state).toBe('expired')
  })
})
