export type AccountState =
  | 'CREATED'
  | 'STARTING'
  | 'QR'
  | 'SCANNED'
  | 'VERIFY_CODE'
  | 'LOGGING_IN'
  | 'SYNCING'
  | 'ONLINE'
  | 'NEW_DEVICE_CHECK'
  | 'VERIFY_QR'
  | 'VERIFY_SCANNED'
  | 'OFFLINE'

/** Travels as `data` of the LOGOUT event. */
export const OFFLINE_REASONS = [
  'QR_TIMEOUT',
  'NEW_DEVICE_TIMEOUT',
  'PHONE_LOGOUT',
  'SLOT_TAKEN',
  'PASSWORD_CHANGED',
  'RISK_CONTROL',
  'NET_LOST',
  'WORKER_LOST',
  'PROXY_LOST',
  'USER_STOPPED',
  'LICENSE_EXPIRED',
] as const
export type OfflineReason = (typeof OFFLINE_REASONS)[number]

export function isOfflineReason(text: string): text is OfflineReason {
  return (OFFLINE_REASONS as readonly string[]).includes(text)
}

/** Reasons after which the login itself is still good, so that the next start needs no QR code. */
const SESSION_SURVIVES: ReadonlySet<OfflineReason> = new Set(['NET_LOST', 'WORKER_LOST', 'PROXY_LOST', 'USER_STOPPED'])
export function sessionSurvives(reason: OfflineReason): boolean {
  return SESSION_SURVIVES.has(reason)
}

const LOGGED_IN: ReadonlySet<AccountState> = new Set(['SYNCING', 'ONLINE', 'NEW_DEVICE_CHECK', 'VERIFY_QR', 'VERIFY_SCANNED'])
const CAN_SEND: ReadonlySet<AccountState> = new Set(['ONLINE', 'NEW_DEVICE_CHECK', 'VERIFY_QR', 'VERIFY_SCANNED'])
export const isLoggedIn = (state: AccountState): boolean => LOGGED_IN.has(state)
/** The account keeps working while WeCom waits for the new-device check. */
export const canSend = (state: AccountState): boolean => CAN_SEND.has(state)

/** What survives a restart of the simulator. Times in milliseconds since 1970, simulated time. */
export type LoginSnapshot = {
  state: AccountState
  reason: OfflineReason | undefined
  session: string | undefined
  trusted: boolean
  /** When an untrusted device will be checked. */
  checkDueAt: number | undefined
  /** Until when the running check must be answered. */
  checkDeadline: number | undefined
}

export const NEVER_LOGGED_IN: LoginSnapshot = {
  state: 'CREATED',
  reason: undefined,
  session: undefined,
  trusted: false,
  checkDueAt: undefined,
  checkDeadline: undefined,
}
