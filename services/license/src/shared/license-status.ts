import type { LicenseState } from '@miaohui/contracts/license/seat'

/** What a licence file promises. Seats of several files add up (a base licence and its add-ons). */
export type LicenseTerms = {
  licenseId: string
  kind: 'trial' | 'base' | 'addon'
  seats: number
  startsAt: Date
  expiresAt: Date
  /** Days after `expiresAt` in which running accounts go on. */
  graceDays: number
  /** From so many days before the end on, the licence counts as expiring. */
  noticeDays: number
}

export type LicenseStatus = {
  state: LicenseState
  /** Seats of every file that is in force or in its grace. */
  capacity: number
  /** Whole days until new accounts can no longer be hosted; 0 once they cannot, negative never. */
  daysLeft: number
  /** New accounts may be hosted. */
  mayHost: boolean
  /** Until when sends are licensed; null when they are not. */
  sendsUntil: Date | null
}

const DAY_MS = 86_400_000

/** none → active → expiring → grace → expired: a function of the installed files and the time, never stored. */
export function licenseStatus(files: readonly LicenseTerms[], now: Date): LicenseStatus {
  const t = now.getTime()
  const begun = files.filter((file) => file.startsAt.getTime() <= t)
  const inForce = begun.filter((file) => t < file.expiresAt.getTime())
  const usable = begun.filter((file) => t < graceEnd(file))
  const capacity = usable.reduce((sum, file) => sum + file.seats, 0)
  const sendsUntil = usable.length > 0 ? new Date(Math.max(...usable.map(graceEnd))) : null
  if (inForce.length === 0) {
    const state = sendsUntil ? 'grace' : begun.length > 0 ? 'expired' : 'none'
    return { state, capacity, daysLeft: 0, mayHost: false, sendsUntil }
  }
  const last = inForce.reduce((a, b) => (a.expiresAt >= b.expiresAt ? a : b))
  const left = last.expiresAt.getTime() - t
  const state = left <= last.noticeDays * DAY_MS ? 'expiring' : 'active'
  return { state, capacity, daysLeft: Math.ceil(left / DAY_MS), mayHost: true, sendsUntil }
}

function graceEnd(file: LicenseTerms): number {
  return file.expiresAt.getTime() + file.graceDays * DAY_MS
}

/** Thirty days from the first start of the installation on. */
export function trialTerms(now: Date, seats: number): LicenseTerms {
  const expiresAt = new Date(now.getTime() + 30 * DAY_MS)
  return { licenseId: 'trial', kind: 'trial', seats, startsAt: now, expiresAt, graceDays: 0, noticeDays: 7 }
}
