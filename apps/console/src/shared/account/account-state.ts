import type { Schemas } from '@/shared/http/api-types'
import type { StatusTone } from '@/shared/ui/StatusTag.vue'

export type HostedAccount = Schemas['HostedAccount']
export type AccountState = HostedAccount['state']
export type AccountHealth = 'online' | 'attention' | 'offline'

type Look = { tone: StatusTone; busy?: boolean; health: AccountHealth }

/** `attention`: somebody must do something, or wait for something that is under way. The same split as the server's filter. */
const LOOKS: Record<AccountState, Look> = {
  created: { tone: 'neutral', health: 'offline' },
  starting: { tone: 'info', busy: true, health: 'attention' },
  qr: { tone: 'info', health: 'attention' },
  scanned: { tone: 'info', health: 'attention' },
  'verify-code': { tone: 'warn', health: 'attention' },
  'logging-in': { tone: 'info', busy: true, health: 'attention' },
  syncing: { tone: 'info', busy: true, health: 'online' },
  online: { tone: 'ok', health: 'online' },
  'new-device-check': { tone: 'warn', health: 'attention' },
  'verify-qr': { tone: 'warn', health: 'attention' },
  'verify-scanned': { tone: 'warn', health: 'attention' },
  reconnecting: { tone: 'info', busy: true, health: 'attention' },
  stopping: { tone: 'neutral', busy: true, health: 'attention' },
  offline: { tone: 'bad', health: 'offline' },
  expired: { tone: 'bad', health: 'offline' },
  banned: { tone: 'bad', health: 'offline' },
}

export const accountLook = (state: AccountState): Look => LOOKS[state]

const DEVICE_CHECK: readonly AccountState[] = ['new-device-check', 'verify-qr', 'verify-scanned']

/** WeCom asks on the phone whether the new device is the owner's, and signs the account out when nobody answers in time. */
export const isInDeviceCheck = (state: AccountState): boolean => DEVICE_CHECK.includes(state)

/** The first hour, in which WeCom may ask for the owner: no mass sends. */
export const isWatched = (account: Pick<HostedAccount, 'state' | 'watchUntil'>, now: number): boolean =>
  account.watchUntil !== undefined && LOOKS[account.state].health === 'online' && Date.parse(account.watchUntil) > now

/** `start` also brings back the QR code of a device check; `open` only shows what is already under way. */
export type AccountStep = 'start' | 'scan' | 'open' | 'code' | 'sync' | 'none'

/** The one thing to do with an account now. */
export function nextStep(state: AccountState): AccountStep {
  switch (state) {
    case 'created':
    case 'offline':
    case 'banned':
      return 'start'
    case 'new-device-check':
      return 'scan'
    case 'verify-code':
      return 'code'
    case 'online':
      return 'sync'
    case 'expired':
    case 'stopping':
    case 'reconnecting':
    case 'syncing':
      return 'none'
    default:
      return 'open'
  }
}

const STOPPABLE: readonly AccountState[] = [
  'starting',
  'qr',
  'scanned',
  'verify-code',
  'logging-in',
  'syncing',
  'online',
  'reconnecting',
]
export const canStop = (state: AccountState): boolean => STOPPABLE.includes(state) || isInDeviceCheck(state)
