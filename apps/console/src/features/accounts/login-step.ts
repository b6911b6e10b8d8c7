import type { HostedAccount } from '@/shared/account/account-state'
import { isInDeviceCheck } from '@/shared/account/account-state'

/** What the sign-in dialog shows. */
export type LoginView = 'preparing' | 'qr' | 'scanned' | 'code' | 'logging-in' | 'syncing' | 'done' | 'phone-asks' | 'ended'

export function loginView(account: Pick<HostedAccount, 'state' | 'qr'>): LoginView {
  switch (account.state) {
    case 'created':
    case 'starting':
    case 'reconnecting':
      return 'preparing'
    case 'qr':
    case 'verify-qr':
      return account.qr ? 'qr' : 'preparing'
    case 'scanned':
    case 'verify-scanned':
      return 'scanned'
    case 'verify-code':
      return 'code'
    case 'logging-in':
      return 'logging-in'
    case 'syncing':
      return 'syncing'
    case 'online':
      return 'done'
    case 'new-device-check':
      return 'phone-asks'
    default:
      return 'ended'
  }
}

export type LoginPurpose = 'login' | 'verify'
export const purposeOf = (account: Pick<HostedAccount, 'state' | 'qr'>): LoginPurpose =>
  isInDeviceCheck(account.state) ? 'verify' : 'login'

/** Steps as people see them, and which one is under way (the number of steps when all are done). */
export const LOGIN_STEPS = ['scan', 'confirm', 'sync'] as const
export const VERIFY_STEPS = ['phone', 'scan', 'confirm'] as const

export function currentStep(view: LoginView, purpose: LoginPurpose): number {
  if (view === 'done') return 3
  if (purpose === 'verify') return view === 'qr' ? 1 : view === 'scanned' ? 2 : 0
  if (view === 'syncing') return 2
  return view === 'scanned' || view === 'code' || view === 'logging-in' ? 1 : 0
}
