import { ACCOUNT_STATES, type AccountState } from '@miaohui/contracts/account-hosting/account'
import fc from 'fast-check'
import { isResting, reasonOf, transition, type LoginEvent } from './account-machine'

const qr = (purpose: 'login' | 'verify'): LoginEvent => ({ type: 'qr-shown', purpose, content: 'q', expiresAt: 1 })
const on = (type: 'qr-scanned' | 'qr-confirmed' | 'qr-cancelled' | 'qr-timed-out', purpose: 'login' | 'verify'): LoginEvent => ({
  type,
  purpose,
})
const code = (type: 'code-asked' | 'code-wrong' | 'code-expired'): LoginEvent => ({ type, promptId: 'p' })
const out = (reason: 'phone-logout' | 'risk-control' | 'qr-timeout' | 'new-device-timeout' | 'user-stopped'): LoginEvent => ({
  type: 'signed-out',
  reason,
})
const plain = (
  type: Exclude<LoginEvent['type'], `qr-${string}` | `code-${string}` | 'device-check-asked' | 'signed-out'>,
): LoginEvent => ({ type })
const check: LoginEvent = { type: 'device-check-asked', deadline: 1 }

const EVERY_EVENT: LoginEvent[] = [
  plain('start-requested'),
  plain('stop-requested'),
  qr('login'),
  qr('verify'),
  ...(['qr-scanned', 'qr-confirmed', 'qr-cancelled', 'qr-timed-out'] as const).flatMap((type) => [
    on(type, 'login'),
    on(type, 'verify'),
  ]),
  code('code-asked'),
  code('code-wrong'),
  code('code-expired'),
  plain('signed-in'),
  plain('identity-refused'),
  plain('ready'),
  check,
  plain('device-verified'),
  out('phone-logout'),
  out('risk-control'),
  plain('link-lost'),
  plain('link-restored'),
  plain('overdue'),
  plain('license-ended'),
]

describe('the life of a hosted account', () => {
  it.each<[string, AccountState, LoginEvent, AccountState | null, string | null]>([
    ['starts', 'created', plain('start-requested'), 'starting', null],
    ['starts again', 'offline', plain('start-requested'), 'starting', null],
    ['is not started twice', 'qr', plain('start-requested'), null, null],
    ['is not started without a licence', 'expired', plain('start-requested'), null, null],
    ['shows a QR code', 'starting', qr('login'), 'qr', null],
    ['shows a new one', 'qr', qr('login'), 'qr', null],
    ['is scanned', 'qr', on('qr-scanned', 'login'), 'scanned', null],
    ['goes back when the phone cancels', 'scanned', on('qr-cancelled', 'login'), 'qr', null],
    ['asks for a code', 'scanned', code('code-asked'), 'verify-code', null],
    ['stays there after a wrong code', 'verify-code', code('code-wrong'), null, null],
    ['shows a QR code again after too many wrong ones', 'verify-code', qr('login'), 'qr', null],
    ['goes on after the right code', 'verify-code', on('qr-confirmed', 'login'), 'logging-in', null],
    ['goes on when no code is asked', 'scanned', on('qr-confirmed', 'login'), 'logging-in', null],
    ['signs in', 'logging-in', plain('signed-in'), 'syncing', null],
    ['signs in without a QR code when its session lives', 'starting', plain('signed-in'), 'syncing', null],
    ['is not disturbed by a repeated sign-in', 'online', plain('signed-in'), null, null],
    ['is online when the worker is ready', 'syncing', plain('ready'), 'online', null],
    ['is online when the worker never says so', 'syncing', plain('overdue'), 'online', null],
    ['is checked on a new device', 'online', check, 'new-device-check', null],
    ['shows the second QR code', 'new-device-check', qr('verify'), 'verify-qr', null],
    ['has it scanned', 'verify-qr', on('qr-scanned', 'verify'), 'verify-scanned', null],
    ['is verified', 'verify-scanned', on('qr-confirmed', 'verify'), 'online', null],
    ['is verified by the card', 'new-device-check', plain('device-verified'), 'online', null],
    [
      'goes offline when nobody answers the check',
      'new-device-check',
      out('new-device-timeout'),
      'offline',
      'new-device-timeout',
    ],
    ['goes offline when nobody scans', 'qr', out('qr-timeout'), 'offline', 'qr-timeout'],
    ['goes offline when the phone signs it out', 'online', out('phone-logout'), 'offline', 'phone-logout'],
    ['is banned by risk control', 'online', out('risk-control'), 'banned', 'risk-control'],
    ['is signed out when its identity is hosted already', 'logging-in', plain('identity-refused'), 'offline', 'identity-taken'],
    ['stops', 'online', plain('stop-requested'), 'stopping', null],
    ['has stopped', 'stopping', out('phone-logout'), 'offline', 'user-stopped'],
    ['has stopped although the worker is silent', 'stopping', plain('overdue'), 'offline', 'user-stopped'],
    ['ignores the end of a session that is over', 'offline', out('phone-logout'), null, null],
    ['reconnects', 'online', plain('link-lost'), 'reconnecting', null],
    ['is back', 'reconnecting', plain('link-restored'), 'online', null],
    ['goes offline when the worker stays away', 'reconnecting', plain('overdue'), 'offline', 'net-lost'],
    ['needs a new sign-in when the worker forgot the session', 'online', qr('login'), 'qr', null],
    ['waits for no worker for ever', 'starting', plain('overdue'), 'offline', 'worker-lost'],
    ['ends with the licence', 'online', plain('license-ended'), 'expired', 'license-expired'],
  ])('%s', (_name, from, event, to, reason) => {
    expect(transition(from, event)).toBe(to)
    if (to) expect(reasonOf(from, to, event)).toBe(reason)
  })

  it('answers every event in every state, and a resting account always has a reason', () => {
    for (const from of ACCOUNT_STATES) {
      for (const event of EVERY_EVENT) {
        const to = transition(from, event)
        if (to === null) continue
        expect(ACCOUNT_STATES).toContain(to)
        expect(reasonOf(from, to, event) !== null).toBe(isResting(to))
      }
    }
  })

  it('comes to rest from everywhere when a member stops it, whatever the worker does afterwards', () => {
    const worker = EVERY_EVENT.filter(
      (e) => e.type !== 'start-requested' && e.type !== 'stop-requested' && e.type !== 'link-restored',
    )
    fc.assert(
      fc.property(fc.constantFrom(...ACCOUNT_STATES), fc.array(fc.constantFrom(...worker), { maxLength: 8 }), (from, events) => {
        let state = transition(from, plain('stop-requested')) ?? from
        if (!isResting(state) && state !== 'stopping') return false
        for (const event of events) state = transition(state, event) ?? state
        state = transition(state, plain('overdue')) ?? state
        return isResting(state)
      }),
    )
  })
})
