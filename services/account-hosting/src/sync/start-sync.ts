import { hostingProblems as problems } from '@miaohui/contracts/account-hosting/problems'
import type { HostedAccount } from '@miaohui/contracts/account-hosting/account'
import type { StartSync as StartSyncInput } from '@miaohui/contracts/account-hosting/sync'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import { AccountStore } from '../accounts/account-store'
import { accountView, isConnected, SELECT_ACCOUNT, type AccountRow } from '../accounts/account.row'
import { HostingConfig } from '../config'
import { HostWake } from '../shared/host-wake'
import { rows } from '../shared/statement'
import { beginSync } from './begin-sync'

/** An account that was read a moment ago is not read again; one whose reading failed may be tried at once. */
@Injectable()
export class StartSync {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly host: HostWake,
    private readonly clock: Clock,
    private readonly config: HostingConfig,
  ) {}

  /**
   * @returns the accounts that are synchronising now, those that already were included
   * @throws Problem NOT_FOUND, ACCOUNT_NOT_ONLINE, and when nothing could be started: SYNC_RUNNING, SYNC_COOLING_DOWN with meta {retryAfterMs}
   */
  async execute(enterpriseId: string, { teamId, accountIds }: StartSyncInput): Promise<HostedAccount[]> {
    const accounts = await this.unitOfWork.run(enterpriseId, async (db) => {
      await db.query(
        `select 1 from hosted_account where team_id = $1 and setup = 'done' and ($2::uuid[] is null or id = any($2)) order by id for update`,
        [teamId, accountIds ?? null],
      )
      const chosen = await rows<AccountRow>(
        db,
        `${SELECT_ACCOUNT} where a.team_id = $1 and a.setup = 'done' and ($2::uuid[] is null or a.id = any($2)) order by a.id limit 100`,
        [teamId, accountIds ?? null],
      )
      if (accountIds && chosen.length < accountIds.length) throw new Problem(commonProblems.NOT_FOUND)
      const online = chosen.filter((row) => isConnected(row.state))
      if (online.length === 0 || (accountIds && online.length < chosen.length)) throw new Problem(problems.ACCOUNT_NOT_ONLINE)
      const running = online.filter((row) => row.sync_state === 'running')
      const due = online.filter((row) => row.sync_state !== 'running' && this.coolsFor(row) <= 0)
      if (due.length === 0) throw this.refusal(online, running)
      const started: AccountRow[] = []
      for (const row of due) {
        await beginSync(db, row)
        started.push(await this.store.touch(db, row.id))
      }
      return [...running, ...started]
    })
    for (const { id } of accounts) this.host.wake({ accountId: id, enterpriseId })
    return accounts.map(accountView)
  }

  private coolsFor({ sync_state, sync_finished_at }: AccountRow): number {
    if (sync_state !== 'finished' || !sync_finished_at) return 0
    return sync_finished_at.getTime() + this.config.syncCoolDownSeconds * 1000 - this.clock.now().getTime()
  }

  private refusal(online: readonly AccountRow[], running: readonly AccountRow[]): Problem {
    if (running.length > 0) return new Problem(problems.SYNC_RUNNING)
    return new Problem(problems.SYNC_COOLING_DOWN, {
      meta: { retryAfterMs: Math.min(...online.map((row) => this.coolsFor(row))) },
    })
  }
}
