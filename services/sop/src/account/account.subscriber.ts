import type { AccountChanged, AccountEvent } from '@miaohui/contracts/account-hosting/events'
import { accountChanged, accountRemoved } from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import type { EventContext } from '@miaohui/persistence/events'
import { OnEvent } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'

/** Keeps what sop must know of hosted accounts: that they exist and whose they are. */
@Injectable()
export class AccountSubscriber {
  @OnEvent(accountChanged)
  async changed(batch: Envelope<AccountChanged>[], { enterpriseId, db }: EventContext): Promise<void> {
    for (const { data } of batch) {
      await db.query(
        `insert into account (enterprise_id, account_id, team_id, name, rev) values ($1, $2, $3, $4, $5)
         on conflict (enterprise_id, account_id) do update set team_id = excluded.team_id, name = excluded.name, rev = excluded.rev
         where account.rev < excluded.rev`,
        [enterpriseId, data.accountId, data.teamId, data.name, data.rev],
      )
    }
  }

  /** What was set for the account goes with it (foreign keys); runs in progress end. */
  @OnEvent(accountRemoved)
  async removed(batch: Envelope<AccountEvent>[], { enterpriseId, db }: EventContext): Promise<void> {
    const accountIds = batch.map((e) => e.data.accountId)
    await db.query(
      `update run set state = 'stopped', stop_reason = 'account-removed', ended_at = now()
       where enterprise_id = $1 and account_id = any($2) and state = 'running'`,
      [enterpriseId, accountIds],
    )
    await db.query(
      `update run_step set state = 'cancelled', settled_at = now()
       from run where run.id = run_step.run_id and run.enterprise_id = $1 and run.account_id = any($2) and run_step.state = 'waiting'`,
      [enterpriseId, accountIds],
    )
    await db.query(`delete from account where enterprise_id = $1 and account_id = any($2)`, [enterpriseId, accountIds])
  }
}
