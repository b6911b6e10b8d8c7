import { advance, type Login } from './login'
import type { LoginEvent } from './account-machine'

const WATCH_MS = 3_600_000
const now = new Date('2026-01-01T08:00:00Z')
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const created: Login = {
  state: 'created',
  reason: null,
  qr: null,
  verifyCode: null,
  deadlineAt: null,
  overdueAt: null,
  onlineSince: null,
  watchUntil: null,
}
function after(events: LoginEvent[], from: Login = created): Login {
  return events.reduce((login, event) => advance(login, event, now, WATCH_MS) ?? login, from)
}
const start: LoginEvent = { type: 'start-requested' }
const shown = (content: string, seconds = 120): LoginEvent => ({
  type: 'qr-shown',
  purpose: 'login',
  content,
  expiresAt: at(seconds).getTime(),
})
const scanned: LoginEvent = { type: 'qr-scanned', purpose: 'login' }
const asked: LoginEvent = { type: 'code-asked', promptId: 'p1' }
const signedIn: LoginEvent[] = [start, { type: 'signed-in' }, { type: 'ready' }]

describe('a sign-in', () => {
  it('shows the QR code with its end and counts how often it was renewed', () => {
    expect(after([start, shown('a')])).toMatchObject({
      state: 'qr',
      deadlineAt: at(120),
      overdueAt: at(135),
      qr: { content: 'a', status: 'waiting', renewals: 0, expiresAt: at(120).toISOString() },
    })
    const timedOut = after([start, shown('a'), { type: 'qr-timed-out', purpose: 'login' }])
    expect(timedOut.qr?.status).toBe('timeout')
    expect(after([shown('b', 240)], timedOut).qr).toMatchObject({ content: 'b', status: 'waiting', renewals: 1 })
    expect(after([shown('b', 240), shown('b', 240)], timedOut).qr?.renewals).toBe(1)
  })

  it('keeps the verdict on a code when the worker goes back to the QR code', () => {
    const waiting = after([start, shown('a'), scanned, asked])
    expect(waiting).toMatchObject({
      state: 'verify-code',
      verifyCode: { status: 'waiting', attemptsLeft: 3 },
      deadlineAt: at(120),
    })
    const wrong: LoginEvent = { type: 'code-wrong', promptId: 'p1' }
    expect(after([wrong], waiting).verifyCode).toMatchObject({ status: 'wrong', attemptsLeft: 2 })
    const exhausted = after([wrong, wrong, wrong, shown('b')], waiting)
    expect(exhausted).toMatchObject({ state: 'qr', verifyCode: { status: 'wrong', attemptsLeft: 0 } })
    expect(after([{ type: 'code-expired', promptId: 'p1' }, shown('b')], waiting).verifyCode?.status).toBe('expired')
  })

  it('ignores verdicts on another prompt', () => {
    const waiting = after([start, shown('a'), scanned, asked])
    expect(advance(waiting, { type: 'code-wrong', promptId: 'other' }, now, WATCH_MS)).toBeNull()
  })

  it('begins the hour of observation once', () => {
    const first = after(signedIn)
    expect(first).toMatchObject({
      state: 'online',
      watchUntil: at(3600),
      onlineSince: now,
      qr: null,
      deadlineAt: null,
      overdueAt: null,
    })
    const later = at(7200)
    const offline = advance(first, { type: 'signed-out', reason: 'phone-logout' }, later, WATCH_MS)
    expect(offline).toMatchObject({ state: 'offline', reason: 'phone-logout', onlineSince: null, watchUntil: at(3600) })
  })

  it('keeps the two minutes of a new-device check while its QR code is shown and scanned', () => {
    const asked = after([...signedIn, { type: 'device-check-asked', deadline: at(120).getTime() }])
    expect(asked).toMatchObject({ state: 'new-device-check', deadlineAt: at(120), onlineSince: now })
    const later = after(
      [
        { type: 'qr-shown', purpose: 'verify', content: 'v', expiresAt: at(600).getTime() },
        { type: 'qr-scanned', purpose: 'verify' },
      ],
      asked,
    )
    expect(later).toMatchObject({ state: 'verify-scanned', deadlineAt: at(120), qr: { purpose: 'verify', status: 'scanned' } })
    expect(after([{ type: 'qr-confirmed', purpose: 'verify' }], later)).toMatchObject({
      state: 'online',
      deadlineAt: null,
      qr: null,
    })
  })
})
