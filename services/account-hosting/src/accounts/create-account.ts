import type { CreateAccount as CreateAccountInput, HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { hostingProblems } from '@miaohui/contracts/account-hosting/problems'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Clock } from '@miaohui/platform/time'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { HOSTING_PROVIDER, type HostingProvider } from '../provider/hosting-provider'
import { HostWake } from '../shared/host-wake'
import { rows } from '../shared/statement'
import { AccountStore } from './account-store'
import { accountView, SELECT_ACCOUNT, type AccountRow } from './account.row'
import { Seats } from './seats'
import { UndoSetup } from './undo-setup'
import { WorkerCalls } from './worker-calls'

/**
 * Hosts an account: the wish is written first, then a seat is taken, then the worker is told. Each step may be repeated, and a wish that
 * comes to nothing gives back what it holds (at once, or by the sweeper after a crash).
 */
@Injectable()
export class CreateAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly seats: Seats,
    private readonly workers: WorkerCalls,
    private readonly undo: UndoSetup,
    private readonly host: HostWake,
    private readonly clock: Clock,
    @Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  /** @throws Problem SCHEME_UNSUPPORTED, SEAT_EXHAUSTED, LICENSE_EXPIRED, WORKER_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED */
  async execute(member: MemberActor, input: CreateAccountInput): Promise<HostedAccount> {
    const row = await this.intend(member, input)
    if (row.setup === 'done') return accountView(row)
    if (row.setup !== 'pending')
      throw new Problem(hostingProblems.WORKER_UNAVAILABLE, { detail: 'the last attempt is being taken back' })
    try {
      await this.seats.reserve(row, member.memberId)
      await this.workers.provision(row).catch((cause: unknown) => {
        throw new Problem(hostingProblems.WORKER_UNAVAILABLE, { cause })
      })
    } catch (error) {
      return await this.fail(row, error)
    }
    return this.finish(row)
  }

  private async intend(member: MemberActor, input: CreateAccountInput): Promise<AccountRow> {
    const load = await this.unitOfWork.runGlobal((db) =>
      rows<{ worker: string; accounts: number }>(db, 'select * from worker_load()'),
    )
    const worker = this.provider.choose(input.scheme, input.region, new Map(load.map((l) => [l.worker, l.accounts])))
    if (worker === null) throw new Problem(hostingProblems.SCHEME_UNSUPPORTED)
    return this.unitOfWork.run(member.enterpriseId, async (db) => {
      await db.query(
        `insert into hosted_account (id, enterprise_id, team_id, platform, scheme, region, worker, setup, setup_at, idempotency_key, state,
                created_by, created_by_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'pending', now(), $8, 'created', $9, $10, $11)
         on conflict (enterprise_id, created_by, idempotency_key) do nothing`,
        [
          newId(),
          member.enterpriseId,
          input.teamId,
          input.platform,
          input.scheme,
          input.region,
          worker,
          input.idempotencyKey,
          member.memberId,
          member.name.slice(0, 50),
          this.clock.now(),
        ],
      )
      const key = [member.enterpriseId, member.memberId, input.idempotencyKey]
      const [row] = await rows<AccountRow>(
        db,
        `${SELECT_ACCOUNT} where a.enterprise_id = $1 and a.created_by = $2 and a.idempotency_key = $3`,
        key,
      )
      const same = row?.team_id === input.teamId && row.scheme === input.scheme && row.region === input.region
      if (!row || !same || row.setup === 'removing' || row.setup === 'removed')
        throw new Problem(commonProblems.IDEMPOTENCY_KEY_REUSED)
      return row
    })
  }

  private async finish({ id, enterprise_id }: AccountRow): Promise<HostedAccount> {
    const created = await this.unitOfWork.run(enterprise_id, async (db) => {
      const [fresh] = await rows(db, `update hosted_account set setup = 'done' where id = $1 and setup = 'pending' returning 1`, [
        id,
      ])
      const row = await this.store.get(db, id)
      // A twin of this call was faster.
      if (!fresh) return row
      await db.query('insert into account_stream (account_id, enterprise_id) values ($1, $2)', [id, enterprise_id])
      await this.store.writeTimeline(db, row, [{ state: 'created', reason: null }], row.created_at)
      return this.store.apply(db, row, [{ type: 'start-requested' }])
    })
    this.host.wake({ accountId: id, enterpriseId: enterprise_id })
    return accountView(created)
  }

  private async fail(row: AccountRow, error: unknown): Promise<HostedAccount> {
    try {
      if (!(await this.undo.giveUp(row)))
        return accountView(await this.unitOfWork.run(row.enterprise_id, (db) => this.store.get(db, row.id)))
      await this.undo.execute({ ...row, setup: 'undoing' })
    } catch (cause) {
      this.log.warn({ err: cause, accountId: row.id }, 'a creation that failed is taken back later')
    }
    throw error
  }
}
