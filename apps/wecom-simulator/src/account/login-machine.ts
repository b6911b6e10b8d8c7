import { ScanStatus, VerifyCodeScene, VerifyCodeStatus } from '@miaohui/puppet-protocol/event-types'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { badState } from '../problem'
import { StateTimers, type Timer } from '../time/sim-clock'
import { scanEvent, type QrCode, type VerifyCode } from './login-cards'
import type { LoginPort } from './login-port'
import {
  canSend,
  isLoggedIn,
  NEVER_LOGGED_IN,
  sessionSurvives,
  type AccountState,
  type LoginSnapshot,
  type OfflineReason,
} from './login-states'

/** How a WeCom account gets onto a new device and stays there: the worker's RPCs on one side, the owner's phone on the other. */
export class LoginMachine {
  qr: QrCode | undefined
  code: VerifyCode | undefined
  /** When the sync began and how long it takes, for the phone's progress bar. */
  sync: { startedAt: number; durationMs: number } | undefined
  private snapshot: LoginSnapshot = NEVER_LOGGED_IN
  private readonly timers: StateTimers
  private checkTimer: Timer | undefined
  private qrShown = 0

  constructor(private readonly port: LoginPort) {
    this.timers = new StateTimers(port.clock)
  }

  get state(): AccountState {
    return this.snapshot.state
  }
  get reason(): OfflineReason | undefined {
    return this.snapshot.reason
  }
  get trusted(): boolean {
    return this.snapshot.trusted
  }
  get checkDeadline(): number | undefined {
    return this.snapshot.checkDeadline
  }
  get loggedIn(): boolean {
    return isLoggedIn(this.state)
  }
  get canSend(): boolean {
    return canSend(this.state)
  }

  /** The simulator was started again: what was online still is, what was logging in has to begin again. */
  restore(snapshot: LoginSnapshot): void {
    this.snapshot = snapshot
    if (snapshot.state === 'CREATED' || snapshot.state === 'OFFLINE') return
    if (!snapshot.session) return this.goOffline('WORKER_LOST')
    if (snapshot.state === 'NEW_DEVICE_CHECK' || snapshot.state === 'VERIFY_QR' || snapshot.state === 'VERIFY_SCANNED') {
      this.enter('NEW_DEVICE_CHECK')
      this.armDeadline()
      return
    }
    if (snapshot.state === 'ONLINE') return this.armCheck()
    this.snapshot = { ...snapshot, state: 'OFFLINE' }
    this.start()
  }

  // --- the worker's side ---

  /** Starting what already runs repeats what it is waiting for, so that a caller who lost track sees it again. */
  start(): void {
    if (this.state !== 'CREATED' && this.state !== 'OFFLINE') return this.repeat()
    this.qrShown = 0
    this.enter('STARTING', { reason: undefined })
    const resume = this.snapshot.session !== undefined
    this.timers.after(this.draw('startMs'), () => (resume ? this.login() : this.showLoginQr()))
  }

  stop(): void {
    if (this.state === 'CREATED' || this.state === 'OFFLINE') return
    this.goOffline('USER_STOPPED')
  }

  logout(): void {
    this.enter(this.state, { session: undefined })
    if (this.state !== 'CREATED' && this.state !== 'OFFLINE') this.goOffline('USER_STOPPED')
  }

  refreshQr(): void {
    switch (this.state) {
      case 'QR':
      case 'SCANNED':
      case 'VERIFY_CODE':
        this.qrShown = 0
        return this.showLoginQr()
      case 'NEW_DEVICE_CHECK':
      case 'VERIFY_QR':
      case 'VERIFY_SCANNED':
        return this.showVerifyQr()
      default:
        throw new ProviderError('ACCOUNT_OFFLINE', `no QR code while the account is ${this.state}`)
    }
  }

  enterCode(id: string, given: string): void {
    const { code } = this
    if (this.state !== 'VERIFY_CODE' || !code || code.id !== id) throw new ProviderError('VERIFY_NOT_WAITING', id)
    if (given.trim() === code.code) return this.acceptLogin()
    code.triesLeft--
    this.emitCode(code, VerifyCodeStatus.WrongCode)
    if (code.triesLeft <= 0) this.showLoginQr()
  }

  cancelCode(id: string): void {
    if (this.state !== 'VERIFY_CODE' || this.code?.id !== id) throw new ProviderError('VERIFY_NOT_WAITING', id)
    this.showLoginQr()
  }

  // --- the owner's phone ---

  /** @param content what the camera read; undefined: whatever QR code is shown. */
  scan(content?: string): void {
    const { qr } = this
    if (!qr || (this.state !== 'QR' && this.state !== 'VERIFY_QR')) throw badState(this.state, 'scan')
    if (content !== undefined && content !== qr.content) throw badState(this.state, 'scan an old QR code')
    const verify = qr.purpose === 'verify'
    this.enter(verify ? 'VERIFY_SCANNED' : 'SCANNED')
    this.emitScan(ScanStatus.Scanned, qr)
    if (verify) this.armDeadline()
    else this.timers.after(this.port.knob('confirmTtlMs'), () => this.showLoginQr())
  }

  confirm(): void {
    if (this.state === 'VERIFY_SCANNED') return this.passCheck()
    if (this.state !== 'SCANNED') throw badState(this.state, 'confirm')
    const probability = this.port.knob(this.port.awayFromHome() ? 'verifyCodeProbOtherRegion' : 'verifyCodeProb')
    if (!this.trusted && this.port.random.chance(probability)) return this.askForCode()
    this.acceptLogin()
  }

  cancelScan(): void {
    if (this.state !== 'SCANNED' && this.state !== 'VERIFY_SCANNED') throw badState(this.state, 'cancel')
    const { qr } = this
    if (qr) this.emitScan(ScanStatus.Cancel, qr)
    if (this.state === 'VERIFY_SCANNED') this.showVerifyQr()
    else this.showLoginQr()
  }

  kick(reason: OfflineReason): void {
    if (this.state === 'CREATED' || this.state === 'OFFLINE') throw badState(this.state, 'log out')
    this.goOffline(reason)
  }

  /** WeCom wants to know whether the new device is the owner's. */
  checkDevice(): void {
    if (this.state !== 'ONLINE') throw badState(this.state, 'check the device')
    const checkDeadline = this.port.clock.now() + this.port.knob('newDeviceDeadlineMs')
    this.enter('NEW_DEVICE_CHECK', { checkDueAt: undefined, checkDeadline })
    this.armDeadline()
    this.port.announce('你正在一台新设备上使用企业微信，需通过手机企业微信扫码进行安全验证', {
      newDeviceCheck: { deadline: checkDeadline },
    })
  }

  /** 「是本人，去扫码」: the phone opens its camera; the code it needs is shown by the product. */
  acceptCheck(): void {
    if (this.state === 'NEW_DEVICE_CHECK') this.showVerifyQr()
  }

  dispose(): void {
    this.timers.cancel()
    this.port.clock.cancel(this.checkTimer)
  }

  private showLoginQr(): void {
    this.code = undefined
    if (++this.qrShown > this.port.knob('qrMaxRefresh')) return this.goOffline('QR_TIMEOUT')
    this.showQr('login', 'QR', this.port.knob('qrTtlMs'))
    this.timers.after(this.port.knob('qrTtlMs'), () => {
      if (this.qr) this.emitScan(ScanStatus.Timeout, this.qr)
      this.showLoginQr()
    })
  }

  private showVerifyQr(): void {
    const deadline = this.snapshot.checkDeadline ?? this.port.clock.now()
    this.showQr('verify', 'VERIFY_QR', deadline - this.port.clock.now())
    this.armDeadline()
  }

  private showQr(purpose: QrCode['purpose'], state: AccountState, ttlMs: number): void {
    const createdAt = this.port.clock.now()
    const nonce = Math.floor(this.port.random.next() * 2 ** 48).toString(36)
    this.qr = { content: `sbx://${purpose}/${this.port.accountId}/${nonce}`, purpose, createdAt, expiresAt: createdAt + ttlMs }
    this.enter(state)
    this.emitScan(ScanStatus.Waiting, this.qr)
  }

  private askForCode(): void {
    const value = String(this.port.random.integer(0, 999_999)).padStart(6, '0')
    const ttlMs = this.port.knob('codeTtlMs')
    const now = this.port.clock.now()
    const code = {
      id: `vc${now.toString(36)}${value.slice(0, 2)}`,
      code: value,
      triesLeft: this.port.knob('codeTries'),
      expiresAt: now + ttlMs,
    }
    this.code = code
    this.enter('VERIFY_CODE')
    this.emitCode(code, VerifyCodeStatus.Waiting)
    this.timers.after(ttlMs, () => {
      this.emitCode(code, VerifyCodeStatus.Expired)
      this.showLoginQr()
    })
  }

  private acceptLogin(): void {
    const { qr } = this
    this.enter('LOGGING_IN')
    if (qr) this.emitScan(ScanStatus.Confirmed, qr)
    this.qr = this.code = undefined
    this.timers.after(this.draw('loginMs'), () => {
      const session = `s${this.port.clock.now().toString(36)}`
      const checkMs = this.trusted ? null : this.port.knob('newDeviceCheckMs')
      const checkDueAt = checkMs === null ? undefined : this.port.clock.now() + this.port.random.between(checkMs)
      this.login({ session, checkDueAt })
    })
  }

  private login(changes: Partial<LoginSnapshot> = {}): void {
    const durationMs = this.port.knob('syncBaseMs') + this.port.contactCount() * this.port.knob('syncPerContactMs')
    this.sync = { startedAt: this.port.clock.now(), durationMs }
    this.enter('SYNCING', changes)
    this.port.emit('LOGIN', { contactId: this.port.selfId })
    this.timers.after(durationMs, () => {
      this.sync = undefined
      this.enter('ONLINE')
      this.port.emit('READY', { data: 'ready' })
      this.port.onReady()
      this.armCheck()
    })
  }

  private passCheck(): void {
    const { qr } = this
    this.enter('ONLINE', { trusted: true, checkDueAt: undefined, checkDeadline: undefined })
    if (qr) this.emitScan(ScanStatus.Confirmed, qr)
    this.qr = undefined
    this.port.announce('已完成验证', { newDeviceVerified: true })
  }

  private goOffline(reason: OfflineReason): void {
    this.port.clock.cancel(this.checkTimer)
    this.qr = this.code = this.sync = undefined
    const session = sessionSurvives(reason) ? this.snapshot.session : undefined
    const contactId = this.loggedIn ? this.port.selfId : ''
    this.enter('OFFLINE', { reason, session, checkDeadline: undefined })
    this.port.emit('LOGOUT', { contactId, data: reason })
  }

  private repeat(): void {
    if (this.loggedIn) this.port.emit('LOGIN', { contactId: this.port.selfId })
    if (this.canSend) this.port.emit('READY', { data: 'ready' })
    if (this.qr && (this.state === 'QR' || this.state === 'VERIFY_QR')) this.emitScan(ScanStatus.Waiting, this.qr)
    if (this.code && this.state === 'VERIFY_CODE') this.emitCode(this.code, VerifyCodeStatus.Waiting)
  }

  /** Every state has its own timers: entering another one drops them. */
  private enter(state: AccountState, changes: Partial<LoginSnapshot> = {}): void {
    this.timers.cancel()
    this.snapshot = { ...this.snapshot, ...changes, state }
    this.port.save(this.snapshot)
  }

  private armDeadline(): void {
    const left = (this.snapshot.checkDeadline ?? 0) - this.port.clock.now()
    this.timers.after(left, () => this.goOffline('NEW_DEVICE_TIMEOUT'))
  }

  private armCheck(): void {
    this.port.clock.cancel(this.checkTimer)
    const { checkDueAt, trusted } = this.snapshot
    if (trusted || checkDueAt === undefined) return
    this.checkTimer = this.port.clock.after(checkDueAt - this.port.clock.now(), () => {
      if (this.state === 'ONLINE') this.checkDevice()
    })
  }

  private draw(name: 'startMs' | 'loginMs'): number {
    return this.port.random.between(this.port.knob(name))
  }

  private emitScan(status: number, qr: QrCode): void {
    this.port.emit('SCAN', scanEvent(status, qr, this.port))
  }

  private emitCode(code: VerifyCode, status: number): void {
    this.port.emit('VERIFY_CODE', { id: code.id, scene: VerifyCodeScene.Login, status })
  }
}
