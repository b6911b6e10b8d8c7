import { newId } from '@miaohui/contracts/kernel/ids'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type pino from 'pino'
import { AccountStore } from '../accounts/account-store'
import { WorkerCalls } from '../accounts/worker-calls'
import { HostWake } from '../shared/host-wake'
import { rows } from '../shared/statement'
import { AccountActor } from './account-actor'
import { ActorDependencies } from './actor-dependencies'
import { StreamLease } from './stream-lease'

/** Lease and looks together bound a take-over: 6 + 2 + 1 s after the last renewal of a replica that died. */
const LEASE_MS = 6_000
const LOOK_MS = 1_000
const LOOKS_PER_HEARTBEAT = 2
const CLAIM_AT_ONCE = 50
const GIVE_UP_AT_ONCE = 5

type AccountRef = { account_id: string; enterprise_id: string }

/** The accounts whose events this process reads: its fair share, guarded by leases in the database, taken over when a replica dies. */
@Injectable()
export class ActorHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly id = newId()
  private readonly actors = new Map<string, AccountActor>()
  private readonly opening = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> | undefined
  private looks = 0
  private share = 0
  private renewedAt = 0
  private stopped = false

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly need: ActorDependencies,
    private readonly wake: HostWake,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  /** Accounts that are read here now. */
  get held(): readonly string[] {
    return [...this.actors.keys()]
  }

  onApplicationBootstrap(): void {
    this.wake.listen((account) => void this.attend(account))
    this.timer = setInterval(() => this.look(), LOOK_MS)
    this.look()
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.looking
    await Promise.all([...this.actors.values()].map((actor) => actor.close()))
    this.actors.clear()
    await this.query('select release_streams($1, null)', [this.id]).catch((error: unknown) => {
      this.log.warn({ err: error }, 'leases were not released; they run out')
    })
  }

  private look(): void {
    if (this.stopped) return
    this.looking ??= this.lookAround()
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'hosted accounts could not be looked at')
        // Others may hold the accounts by now.
        if (this.renewedAt + LEASE_MS < Date.now()) this.dropAll()
      })
      .finally(() => (this.looking = undefined))
  }

  private async lookAround(): Promise<void> {
    if (this.looks++ % LOOKS_PER_HEARTBEAT === 0) await this.heartbeat()
    const room = Math.min(CLAIM_AT_ONCE, this.share - this.actors.size)
    if (room > 0) {
      for (const ref of await this.query<AccountRef>('select * from claim_streams($1, $2, $3)', [this.id, LEASE_MS, room])) {
        await this.open(ref.account_id, ref.enterprise_id)
      }
    }
    for (const { account_id, work } of await this.query<{ account_id: string; work: string }>('select * from account_work($1)', [
      this.id,
    ])) {
      const actor = this.actors.get(account_id)
      if (work === 'overdue') actor?.expire()
      else actor?.synchronise()
    }
  }

  private async heartbeat(): Promise<void> {
    const [beat] = await this.query<{ held: string[]; share: number }>('select held, share from host_heartbeat($1, $2)', [
      this.id,
      LEASE_MS,
    ])
    if (!beat) return
    this.renewedAt = Date.now()
    this.share = beat.share
    const held = new Set(beat.held)
    for (const id of this.actors.keys()) if (!held.has(id)) this.drop(id)
    const tooMany = Math.max(0, this.actors.size - this.share)
    const surplus = [...this.actors.keys()].slice(0, Math.min(GIVE_UP_AT_ONCE, tooMany))
    if (surplus.length > 0) await this.giveUp(surplus)
  }

  /** Another replica has come: it takes these over. */
  private async giveUp(ids: string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.actors.get(id)?.close()))
    for (const id of ids) this.actors.delete(id)
    await this.query('select release_streams($1, $2)', [this.id, ids])
  }

  /** An account has work now: it is taken on unless another replica has it, which then finds the work by itself. */
  private async attend({ accountId, enterpriseId }: { accountId: string; enterpriseId: string }): Promise<void> {
    if (this.stopped) return
    try {
      const known = this.actors.get(accountId)
      if (known) return known.synchronise()
      const taken = await this.unitOfWork.run(enterpriseId, (db) =>
        rows(
          db,
          `update account_stream set owner = $2, fence = fence + 1, lease_until = clock_timestamp() + $3 * interval '1 millisecond'
            where account_id = $1 and (owner is null or lease_until < clock_timestamp()) returning 1`,
          [accountId, this.id, LEASE_MS],
        ),
      )
      if (taken.length > 0) await this.open(accountId, enterpriseId)
    } catch (error) {
      this.log.warn({ err: error, accountId }, 'an account could not be taken on at once')
    }
  }

  private async open(accountId: string, enterpriseId: string): Promise<void> {
    if (this.stopped || this.actors.has(accountId) || this.opening.has(accountId)) return
    this.opening.add(accountId)
    try {
      const found = await this.unitOfWork.run(enterpriseId, async (db) => {
        const lease = await StreamLease.read(db, this.id, accountId)
        return lease && { lease, row: await this.store.get(db, accountId) }
      })
      if (!found || this.stopped) return
      const log = this.log.child({ accountId })
      const link = this.workers.link(found.row)
      const actor: AccountActor = new AccountActor(found.row, found.lease, link, this.need, log, () =>
        this.ended(accountId, actor),
      )
      this.actors.set(accountId, actor)
      actor.open()
      if (found.row.sync_state === 'running') actor.synchronise()
    } catch (error) {
      this.log.warn({ err: error, accountId }, 'an account could not be opened')
    } finally {
      this.opening.delete(accountId)
    }
  }

  /** An actor that can do no more for its account (another reader came): the account is free for whoever looks next. */
  private ended(id: string, actor: AccountActor): void {
    if (this.actors.get(id) !== actor) return
    this.actors.delete(id)
    this.query('select release_streams($1, $2)', [this.id, [id]]).catch((error: unknown) => {
      this.log.warn({ err: error, accountId: id }, 'a lease was not released')
    })
  }

  private drop(id: string): void {
    const actor = this.actors.get(id)
    this.actors.delete(id)
    void actor?.close()
  }

  private dropAll(): void {
    for (const id of [...this.actors.keys()]) this.drop(id)
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.runGlobal((db) => rows<Row>(db, sql, parameters))
  }
}
