import type { AccountQr, AccountState, OfflineReason, VerifyCodePrompt } from '@miaohui/contracts/account-hosting/account'
import { hasSession, isInDeviceCheck, isResting, reasonOf, transition, type LoginEvent } from './account-machine'

/** The part of a hosted account that signing in changes. */
export type Login = {
  state: AccountState
  reason: OfflineReason | null
  qr: AccountQr | null
  /** The last prompt; it stays after its end, so that a member who waits for the verdict learns it. */
  verifyCode: VerifyCodePrompt | null
  /** When the pending step ends by itself. */
  deadlineAt: Date | null
  /** When we stop waiting for the worker to say so. */
  overdueAt: Date | null
  onlineSince: Date | null
  watchUntil: Date | null
}

/** WeCom's own times (providers page §6.1), for steps whose end the worker does not announce. */
const SECONDS = { start: 60, confirm: 60, code: 120, login: 90, ready: 120, deviceCheck: 120, reconnect: 90, stop: 10 } as const
/** The worker ends a step at its deadline; it has this long to tell us. */
const SLACK_SECONDS = 15
export const CODE_TRIES = 3

/**
 * What an event makes of a login; null when it changes nothing.
 * @param watchMs length of the observation after the first sign-in, in which nothing is mass-sent
 */
export function advance(login: Login, event: LoginEvent, now: Date, watchMs: number): Login | null {
  const state = transition(login.state, event)
  if (state === null) return withoutStep(login, event)
  const next: Login = {
    ...login,
    state,
    reason: state === login.state ? login.reason : reasonOf(login.state, state, event),
    qr: qrAfter(login, state, event),
    verifyCode: promptAfter(login, event, now),
    ...deadlines(login, state, event, now),
  }
  if (event.type === 'signed-in') next.watchUntil ??= new Date(now.getTime() + watchMs)
  if (state === 'online') next.onlineSince ??= now
  if (!hasSession(state)) next.onlineSince = null
  return next
}

/** Events that tell something about the step at hand without ending it. */
function withoutStep(login: Login, event: LoginEvent): Login | null {
  const { qr, verifyCode } = login
  if (event.type === 'qr-timed-out' && qr?.purpose === event.purpose) return { ...login, qr: { ...qr, status: 'timeout' } }
  const ended = event.type === 'code-wrong' || event.type === 'code-expired'
  if (!ended || !verifyCode || verifyCode.promptId !== event.promptId) return null
  return { ...login, verifyCode: promptAfter(login, event, new Date(verifyCode.expiresAt)) }
}

function qrAfter({ qr, state: from }: Login, to: AccountState, event: LoginEvent): AccountQr | null {
  switch (event.type) {
    case 'qr-shown': {
      const same = qr?.purpose === event.purpose && from !== 'starting'
      const repeated = same && qr.content === event.content
      const renewals = !same ? 0 : repeated ? qr.renewals : qr.renewals + 1
      const expiresAt = new Date(event.expiresAt).toISOString()
      return { purpose: event.purpose, content: event.content, status: 'waiting', expiresAt, renewals }
    }
    case 'qr-scanned':
      return qr && { ...qr, status: 'scanned' }
    case 'qr-cancelled':
      return qr && { ...qr, status: 'cancelled' }
    case 'qr-confirmed':
      return null
    default:
      return isResting(to) || to === 'syncing' || to === 'online' || to === 'starting' ? null : qr
  }
}

function promptAfter({ verifyCode, state }: Login, event: LoginEvent, now: Date): VerifyCodePrompt | null {
  if (event.type === 'code-asked') {
    if (verifyCode?.promptId === event.promptId) return { ...verifyCode, status: 'waiting' }
    const expiresAt = new Date(now.getTime() + SECONDS.code * 1000).toISOString()
    return { promptId: event.promptId, status: 'waiting', attemptsLeft: CODE_TRIES, expiresAt }
  }
  if (event.type === 'code-wrong')
    return verifyCode && { ...verifyCode, status: 'wrong', attemptsLeft: Math.max(0, verifyCode.attemptsLeft - 1) }
  if (event.type === 'code-expired') return verifyCode && { ...verifyCode, status: 'expired' }
  return event.type === 'signed-in' || (event.type === 'start-requested' && state !== 'starting') ? null : verifyCode
}

function deadlines(login: Login, state: AccountState, event: LoginEvent, now: Date): Pick<Login, 'deadlineAt' | 'overdueAt'> {
  // The check of a new device has one deadline, however often its QR code is scanned.
  if (isInDeviceCheck(state) && isInDeviceCheck(login.state)) return { deadlineAt: login.deadlineAt, overdueAt: login.overdueAt }
  const inSeconds = (seconds: number): number => now.getTime() + seconds * 1000
  const visible = (at: number): Pick<Login, 'deadlineAt' | 'overdueAt'> => ({
    deadlineAt: new Date(at),
    overdueAt: new Date(at + SLACK_SECONDS * 1000),
  })
  const silent = (seconds: number): Pick<Login, 'deadlineAt' | 'overdueAt'> => ({
    deadlineAt: null,
    overdueAt: new Date(inSeconds(seconds)),
  })
  switch (state) {
    case 'starting':
      return silent(SECONDS.start)
    case 'qr':
      return visible(event.type === 'qr-shown' ? event.expiresAt : inSeconds(SECONDS.code))
    case 'scanned':
      return visible(inSeconds(SECONDS.confirm))
    case 'verify-code':
      return visible(inSeconds(SECONDS.code))
    case 'logging-in':
      return silent(SECONDS.login)
    case 'syncing':
      return silent(SECONDS.ready)
    case 'new-device-check':
    case 'verify-qr':
    case 'verify-scanned':
      return visible(event.type === 'device-check-asked' ? event.deadline : inSeconds(SECONDS.deviceCheck))
    case 'reconnecting':
      return silent(SECONDS.reconnect)
    case 'stopping':
      return silent(SECONDS.stop)
    default:
      return { deadlineAt: null, overdueAt: null }
  }
}
