import { AsyncResource } from 'node:async_hooks'
import { groupBy } from '@miaohui/platform/group-by'
import { LOGGER } from '@miaohui/platform/logging'
import { Bus } from '@miaohui/platform/nats/bus'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from 'pino'
import { MessagingConfig } from '../messaging-config'
import { AccountTimers } from './account-timers'
import { ClaimSends, PROMPT_PRIORITY, type ClaimedSend } from './claim-sends'
import { HandOverSends } from './hand-over-sends'
import { LicenseLeases } from './license-leases'
import { PrepareHandOver } from './prepare-hand-over'
import { SendWaker } from './send-waker'

/** What one request to account-hosting may carry. */
const MAX_BATCH = 200
/** Requests with paced sends under way; prompt ones (a person, an answer SOP) are never held up by them. */
const MAX_PACED_BATCHES = 4
const MAX_PROMPT_BATCHES = 16
const MAX_ACCOUNTS = 100
const LOOK_AHEAD_MS = 3000
const INTERRUPTED_MS = 250
const DRAIN_MS = 15_000

/**
 * The engine of this process: accounts become ready (a commit here, a timer, the poll), their due sends are claimed in one statement and
 * go to account-hosting in batches. Several processes may do this side by side: the claim decides.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ready = new Map<string, string>()
  private readonly timers = new AccountTimers((enterpriseId, accountId) => this.wake(enterpriseId, [accountId]))
  private readonly working = { paced: new Set<Promise<void>>(), prompt: new Set<Promise<void>>() }
  /** Work started by a request must not inherit its deadline and trace. */
  private readonly own = new AsyncResource('MiaohuiDispatcher')
  private claiming = false
  private stopped = true
  private interruptedUntil = 0
  private poll: NodeJS.Timeout | undefined

  constructor(
    private readonly claims: ClaimSends,
    private readonly prepare: PrepareHandOver,
    private readonly handOver: HandOverSends,
    private readonly leases: LicenseLeases,
    private readonly waker: SendWaker,
    private readonly bus: Bus,
    private readonly config: MessagingConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stopped = false
    this.waker.listen((enterpriseId, accountIds) => this.own.runInAsyncScope(() => this.wake(enterpriseId, accountIds)))
    this.own.runInAsyncScope(() => this.schedulePoll(0))
  }

  /** Stops claiming; what was handed over gets its answer, as far as that comes in time. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    clearTimeout(this.poll)
    this.timers.clear()
    this.ready.clear()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MS)))
    await Promise.race([this.idle(), late])
    clearTimeout(timer)
  }

  /** Resolves when nothing that this process claimed is without an answer. */
  async idle(): Promise<void> {
    while (this.claiming || this.working.paced.size + this.working.prompt.size > 0) {
      await Promise.all([...this.working.paced, ...this.working.prompt, new Promise((resolve) => setTimeout(resolve, 5))])
    }
  }

  private wake(enterpriseId: string, accountIds: readonly string[]): void {
    if (this.stopped) return
    for (const id of accountIds) this.ready.set(id, enterpriseId)
    void this.pump()
  }

  private async pump(): Promise<void> {
    if (this.claiming) return
    this.claiming = true
    try {
      while (this.ready.size > 0 && this.mayClaim()) await this.claimOnce()
    } catch (error) {
      this.log.error({ err: error }, 'claiming failed; the poll tries again')
      this.ready.clear()
    } finally {
      this.claiming = false
    }
  }

  private mayClaim(): boolean {
    return (
      !this.stopped && this.bus.connected && Date.now() >= this.interruptedUntil && this.working.prompt.size < MAX_PROMPT_BATCHES
    )
  }

  private async claimOnce(): Promise<void> {
    const accounts = this.takeReady()
    if (accounts.size === 0) return
    const withPaced = this.working.paced.size < MAX_PACED_BATCHES
    const perAccount = Math.ceil((2 * MAX_BATCH) / accounts.size)
    const claimed = await this.claims.claim([...accounts.keys()], perAccount, withPaced)
    for (const [accountId, sends] of groupBy(claimed, (c) => c.account_id)) {
      const paced = sends.some((s) => s.priority > PROMPT_PRIORITY)
      if (this.config.pacingGapMs > 0 && paced) this.timers.set(accounts.get(accountId)!, accountId, this.config.pacingGapMs)
      else this.ready.set(accountId, accounts.get(accountId)!)
    }
    for (const [enterpriseId, sends] of groupBy(claimed, (c) => c.enterprise_id)) {
      this.start(
        enterpriseId,
        sends.filter((s) => s.priority <= PROMPT_PRIORITY),
        this.working.prompt,
      )
      this.start(
        enterpriseId,
        sends.filter((s) => s.priority > PROMPT_PRIORITY),
        this.working.paced,
      )
    }
  }

  /** Accounts of enterprises that are licensed; for the others a lease is asked for, and they come back with it. */
  private takeReady(): Map<string, string> {
    const taken = new Map<string, string>()
    const waiting = new Map<string, string[]>()
    for (const [accountId, enterpriseId] of this.ready) {
      if (taken.size >= MAX_ACCOUNTS) break
      this.ready.delete(accountId)
      if (this.leases.isLicensed(enterpriseId)) taken.set(accountId, enterpriseId)
      else waiting.set(enterpriseId, [...(waiting.get(enterpriseId) ?? []), accountId])
    }
    for (const [enterpriseId, accountIds] of waiting)
      void this.leases.ensure(enterpriseId).then((licensed) => licensed && this.wake(enterpriseId, accountIds))
    return taken
  }

  private start(enterpriseId: string, sends: readonly ClaimedSend[], lane: Set<Promise<void>>): void {
    for (let i = 0; i < sends.length; i += MAX_BATCH) {
      const batch = sends.slice(i, i + MAX_BATCH)
      const work = this.carryOut(enterpriseId, batch)
        .catch((error: unknown) =>
          this.log.error({ err: error, sends: batch.length }, 'a batch of sends failed; its leases bring it back'),
        )
        .finally(() => {
          lane.delete(work)
          this.wake(enterpriseId, [...new Set(batch.map((s) => s.account_id))])
        })
      lane.add(work)
    }
  }

  private async carryOut(enterpriseId: string, batch: readonly ClaimedSend[]): Promise<void> {
    if (!this.leases.isLicensed(enterpriseId)) return
    const handed = await this.prepare.execute(enterpriseId, batch)
    if (handed.length === 0) return
    const through = await this.handOver.execute(enterpriseId, handed)
    if (!through) this.interruptedUntil = Date.now() + INTERRUPTED_MS
  }

  private schedulePoll(afterMs: number): void {
    this.poll = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.stopped) this.schedulePoll(this.config.pollMs)
      })
    }, afterMs)
  }

  /** What nobody told this process: due times that come, other processes' work, the time after an interruption. */
  private async look(): Promise<void> {
    try {
      const now = Date.now()
      for (const { enterprise_id, account_id, due_at } of await this.claims.due(LOOK_AHEAD_MS)) {
        const wait = due_at.getTime() - now
        if (wait <= 0) this.ready.set(account_id, enterprise_id)
        else this.timers.set(enterprise_id, account_id, wait)
      }
      void this.pump()
    } catch (error) {
      this.log.error({ err: error }, 'looking for due sends failed')
    }
  }
}
