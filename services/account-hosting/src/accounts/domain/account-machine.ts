import type { AccountState, OfflineReason } from '@miaohui/contracts/account-hosting/account'

export type QrPurpose = 'login' | 'verify'

/** What can happen to a hosted account: the member's wishes, what the worker reports, and time running out. Times in milliseconds since 1970. */
export type LoginEvent =
  | { type: 'start-requested' }
  | { type: 'stop-requested' }
  | { type: 'qr-shown'; purpose: QrPurpose; content: string; expiresAt: number }
  | { type: 'qr-scanned'; purpose: QrPurpose }
  | { type: 'qr-confirmed'; purpose: QrPurpose }
  | { type: 'qr-cancelled'; purpose: QrPurpose }
  | { type: 'qr-timed-out'; purpose: QrPurpose }
  | { type: 'code-asked'; promptId: string }
  | { type: 'code-wrong'; promptId: string }
  | { type: 'code-expired'; promptId: string }
  | { type: 'signed-in' }
  /** The WeCom identity already holds another seat. */
  | { type: 'identity-refused' }
  | { type: 'ready' }
  | { type: 'device-check-asked'; deadline: number }
  | { type: 'device-verified' }
  | { type: 'signed-out'; reason: OfflineReason }
  | { type: 'link-lost' }
  | { type: 'link-restored' }
  /** The deadline of the state has passed and the worker said nothing. */
  | { type: 'overdue' }
  | { type: 'license-ended' }
export type LoginEventType = LoginEvent['type']

const RESTING: readonly AccountState[] = ['created', 'offline', 'expired', 'banned']
const SIGNING_IN: readonly AccountState[] = ['starting', 'qr', 'scanned', 'verify-code', 'logging-in']
const DEVICE_CHECK: readonly AccountState[] = ['new-device-check', 'verify-qr', 'verify-scanned']
const SIGNED_IN: readonly AccountState[] = ['syncing', 'online', ...DEVICE_CHECK]
const ACTIVE: readonly AccountState[] = [...SIGNING_IN, ...SIGNED_IN, 'reconnecting']

const isIn = (states: readonly AccountState[], state: AccountState): boolean => states.includes(state)
export const isResting = (state: AccountState): boolean => isIn(RESTING, state)
/** The worker holds, or should hold, a session of the account. */
export const hasSession = (state: AccountState): boolean => isIn(SIGNED_IN, state) || state === 'reconnecting'
export const isInDeviceCheck = (state: AccountState): boolean => isIn(DEVICE_CHECK, state)

/** The next state; null when the event changes nothing in this state (repeated, late, or meant for another moment). */
export function transition(state: AccountState, event: LoginEvent): AccountState | null {
  switch (event.type) {
    case 'start-requested':
      return isIn(['created', 'offline', 'banned'], state) ? 'starting' : null
    case 'stop-requested':
      return isIn(ACTIVE, state) ? 'stopping' : null
    case 'qr-shown':
      if (event.purpose === 'verify') return isIn(['online', ...DEVICE_CHECK], state) ? 'verify-qr' : null
      // A worker that lost the session shows a QR code in the middle of it: the account must be signed in again.
      return isIn(ACTIVE, state) ? 'qr' : null
    case 'qr-scanned':
      if (event.purpose === 'verify') return isIn(['new-device-check', 'verify-qr'], state) ? 'verify-scanned' : null
      return isIn(['starting', 'qr'], state) ? 'scanned' : null
    case 'qr-confirmed':
      if (event.purpose === 'verify') return isIn(DEVICE_CHECK, state) ? 'online' : null
      return isIn(['starting', 'qr', 'scanned', 'verify-code'], state) ? 'logging-in' : null
    case 'qr-cancelled':
      if (event.purpose === 'verify') return state === 'verify-scanned' ? 'verify-qr' : null
      return state === 'scanned' ? 'qr' : null
    case 'qr-timed-out':
      return null
    case 'code-asked':
      return isIn(SIGNING_IN, state) ? 'verify-code' : null
    case 'code-wrong':
    case 'code-expired':
      return null
    case 'signed-in':
      return isIn(SIGNING_IN, state) || state === 'reconnecting' ? 'syncing' : null
    case 'identity-refused':
      return isIn([...ACTIVE, 'stopping'], state) ? 'offline' : null
    case 'ready':
      return isIn(['syncing', 'reconnecting'], state) ? 'online' : null
    case 'device-check-asked':
      return state === 'online' ? 'new-device-check' : null
    case 'device-verified':
      return isIn(DEVICE_CHECK, state) ? 'online' : null
    case 'signed-out':
      if (!isIn([...ACTIVE, 'stopping'], state)) return null
      return event.reason === 'risk-control' && isIn(SIGNED_IN, state) ? 'banned' : 'offline'
    case 'link-lost':
      return isIn(SIGNED_IN, state) ? 'reconnecting' : null
    case 'link-restored':
      return isIn(['reconnecting', 'offline'], state) ? 'online' : null
    case 'overdue':
      return overdue(state)
    case 'license-ended':
      return state === 'expired' ? null : 'expired'
  }
}

function overdue(state: AccountState): AccountState | null {
  if (state === 'syncing') return 'online'
  return isIn([...SIGNING_IN, ...DEVICE_CHECK, 'reconnecting', 'stopping'], state) ? 'offline' : null
}

/** Why an account that comes to rest does so. Null in every other state. */
export function reasonOf(from: AccountState, to: AccountState, event: LoginEvent): OfflineReason | null {
  if (!isResting(to) || to === 'created') return null
  if (to === 'expired') return 'license-expired'
  if (event.type === 'identity-refused') return 'identity-taken'
  if (from === 'stopping') return 'user-stopped'
  if (event.type === 'signed-out') return event.reason
  return OVERDUE_REASONS[from] ?? 'unknown'
}

const OVERDUE_REASONS: Partial<Record<AccountState, OfflineReason>> = {
  starting: 'worker-lost',
  qr: 'qr-timeout',
  scanned: 'qr-timeout',
  'verify-code': 'code-failed',
  'new-device-check': 'new-device-timeout',
  'verify-qr': 'new-device-timeout',
  'verify-scanned': 'new-device-timeout',
  reconnecting: 'net-lost',
}
