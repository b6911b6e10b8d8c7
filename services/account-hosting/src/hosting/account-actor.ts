import { callScope } from '@miaohui/platform/ambient'
import { newTrace } from '@miaohui/platform/trace'
import { newId } from '@miaohui/contracts/kernel/ids'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type pino from 'pino'
import type { AccountRow } from '../accounts/account.row'
import { hasSession, type LoginEvent } from '../accounts/domain/account-machine'
import type { AccountLink, NumberedSignal, Position } from '../provider/hosting-provider'
import type { ActorDependencies } from './actor-dependencies'
import { LeaseLost, type StreamLease } from './stream-lease'

/** A stream that is down no longer than this is nobody's business. */
const LINK_GRACE_MS = 5_000
const RECONCILE_AGAIN_MS = 3_000

/**
 * Reads the events of one account while this process holds its lease, and does what the account waits for: reconnecting, watching
 * deadlines, synchronising. Members' commands do not pass through here: they change the row under its lock, wherever they arrive.
 */
export class AccountActor {
  private stream: { close: () => void } | undefined
  private graceTimer: NodeJS.Timeout | undefined
  private reconcileTimer: NodeJS.Timeout | undefined
  private applying: Promise<unknown> = Promise.resolve()
  private syncing: Promise<void> | undefined
  private overdue: Promise<void> | undefined
  private readonly ended = new AbortController()

  constructor(
    private readonly row: AccountRow,
    private readonly lease: StreamLease,
    private readonly link: AccountLink,
    private readonly need: ActorDependencies,
    private readonly log: pino.Logger,
    /** The actor can do no more for the account. */
    private readonly onEnded: () => void,
  ) {}

  open(): void {
    this.stream = this.link.openEvents(
      { ...this.lease.position, selfId: this.row.provider_user_id },
      {
        onSignals: (signals, position) => this.track(this.receive(signals, position)),
        onConnected: ({ lostEvents }) => {
          clearTimeout(this.graceTimer)
          this.graceTimer = undefined
          this.reconcile(lostEvents)
        },
        onDisconnected: (error) => this.disconnected(error),
        onReplaced: () => this.end(),
      },
    )
  }

  /** Lets go of the account; what was being written is finished. */
  async close(): Promise<void> {
    this.stop()
    await Promise.allSettled([this.applying, this.syncing, this.overdue])
  }

  /** The deadline of the account's state has passed. */
  expire(): void {
    this.overdue ??= this.guarded(() => this.handleOverdue()).finally(() => (this.overdue = undefined))
  }

  /** A synchronisation was asked for, or was left unfinished by an earlier holder. */
  synchronise(): void {
    this.syncing ??= this.guarded(() => this.need.sync.execute(this.row, this.link, this.lease, this.ended.signal)).finally(
      () => (this.syncing = undefined),
    )
  }

  private async receive(signals: NumberedSignal[], position: Position): Promise<void> {
    try {
      await callScope.run({ trace: newTrace(), requestId: newId() }, () => this.apply(signals, position))
    } catch (error) {
      if (error instanceof LeaseLost) return this.end()
      this.log.warn({ err: error, seq: position.seq }, 'events of an account could not be taken in; they come again')
      throw error
    }
  }

  private async apply(signals: NumberedSignal[], position: Position | null): Promise<void> {
    const seated = await this.takeSeat(signals)
    const row = await this.need.apply.execute(this.row, this.lease, seated, position)
    if (seated.some((signal) => signal.kind === 'login' && signal.event.type === 'identity-refused')) await this.link.logout()
    if (row?.sync_state === 'running') this.synchronise()
  }

  /** Whoever signs in must hold a seat of the licence; an identity that is hosted elsewhere is signed out again. */
  private async takeSeat(signals: NumberedSignal[]): Promise<NumberedSignal[]> {
    const seated: NumberedSignal[] = []
    for (const signal of signals) {
      const profile = signal.kind === 'login' && signal.event.type === 'signed-in' ? signal.profile : undefined
      if (!profile || (await this.need.seats.occupy(this.row, profile))) seated.push(signal)
      else seated.push({ kind: 'login', event: { type: 'identity-refused' }, seq: signal.seq })
    }
    return seated
  }

  private disconnected(error: Error): void {
    this.log.info({ err: error }, 'the event stream of an account is down')
    if (error instanceof ProviderError && error.code === 'BAD_TOKEN') {
      void this.guarded(() => this.need.provision(this.row))
    }
    // Every attempt to reconnect that fails comes here: the time runs from the first.
    if (this.graceTimer) return
    this.graceTimer = setTimeout(() => void this.guarded(() => this.own({ type: 'link-lost' })), LINK_GRACE_MS)
    this.graceTimer.unref()
  }

  /** After each connect: what we believe of the account and what the worker does must be the same. */
  private reconcile(lostEvents: boolean): void {
    clearTimeout(this.reconcileTimer)
    void this.guarded(async () => {
      try {
        await this.compare(lostEvents)
      } catch (error) {
        if (error instanceof LeaseLost) throw error
        this.log.warn({ err: error }, 'an account could not be compared with its worker')
        this.reconcileTimer = setTimeout(() => this.reconcile(lostEvents), RECONCILE_AGAIN_MS)
        this.reconcileTimer.unref()
      }
    })
  }

  private async compare(lostEvents: boolean): Promise<void> {
    const row = await this.need.read(this.row)
    if (row.state === 'starting') return this.link.start()
    const user = await this.link.currentUser()
    const mayReturn =
      row.state === 'reconnecting' || (row.state === 'offline' && (row.reason === 'net-lost' || row.reason === 'worker-lost'))
    if (user !== null) {
      if (mayReturn && user === row.provider_user_id) await this.own({ type: 'link-restored' })
      else if (row.state === 'offline' || row.state === 'stopping' || row.state === 'expired') await this.link.stop()
      if (lostEvents && hasSession(row.state)) await this.need.requestSync(this.row)
      return
    }
    // The worker has lost the session, or its memory: it resumes, or shows a QR code.
    if (hasSession(row.state)) await this.link.start()
  }

  private async handleOverdue(): Promise<void> {
    const row = await this.need.read(this.row)
    if (!row.overdue_at || row.overdue_at > this.need.now()) return
    // The worker said that somebody signed in and never that it is ready: it may still work.
    const gone = row.state === 'syncing' && (await this.link.currentUser().catch(() => null)) === null
    await this.own(gone ? { type: 'signed-out', reason: 'worker-lost' } : { type: 'overdue' }, row.rev)
  }

  /** An event that we notice ourselves. With `rev`, only if nothing else happened to the account since. */
  private async own(event: LoginEvent, rev?: number): Promise<void> {
    if (rev !== undefined && (await this.need.read(this.row)).rev !== rev) return
    await this.track(this.apply([{ kind: 'login', event, seq: 0 }], null))
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.applying = Promise.allSettled([this.applying, work])
    return work
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    if (this.ended.signal.aborted) return
    try {
      await work()
    } catch (error) {
      if (error instanceof LeaseLost) this.end()
      else this.log.warn({ err: error }, 'work for an account failed')
    }
  }

  private end(): void {
    if (this.ended.signal.aborted) return
    this.stop()
    this.onEnded()
  }

  private stop(): void {
    this.ended.abort()
    clearTimeout(this.graceTimer)
    clearTimeout(this.reconcileTimer)
    this.stream?.close()
  }
}
