import {
  accountChanged,
  accountRemoved,
  syncFinished,
  type AccountChanged,
  type AccountEvent,
  type SyncFinished,
} from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { whenCommitted } from '@miaohui/platform/ambient'
import { Injectable } from '@nestjs/common'
import { AnnounceSends } from '../sends/announce-sends'
import { DropSends } from '../sends/drop-sends'
import { SendWaker } from '../sends/send-waker'
import { ProjectAccounts } from './project-accounts'

@Injectable()
export class AccountsSubscriber {
  constructor(
    private readonly accounts: ProjectAccounts,
    private readonly waker: SendWaker,
    private readonly drop: DropSends,
    private readonly announce: AnnounceSends,
  ) {}

  @OnEvent(accountChanged)
  async changed(batch: Envelope<AccountChanged>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.accounts.changed(
      db,
      enterpriseId,
      batch.map((e) => e.data),
    )
    const connected = batch.filter((e) => e.data.connected).map((e) => e.data.accountId)
    whenCommitted(() => this.waker.wake(enterpriseId, connected))
  }

  @OnEvent(accountRemoved)
  async removed(batch: Envelope<AccountEvent>[], { db, enterpriseId }: EventContext): Promise<void> {
    const gone = batch.map((e) => e.data)
    await this.accounts.removed(db, enterpriseId, gone)
    const dropped = await this.drop.ofRemovedAccounts(
      db,
      enterpriseId,
      gone.map((a) => a.accountId),
    )
    await this.announce.execute(db, enterpriseId, dropped)
  }

  @OnEvent(syncFinished)
  async synced(batch: Envelope<SyncFinished>[], { db, enterpriseId }: EventContext): Promise<void> {
    const accounts = batch.map((e) => e.data)
    await this.accounts.known(db, enterpriseId, accounts)
    await db.query(
      `with synced as (
         update hosted_account a set synced_at = greatest(a.synced_at, g.at) from unnest($2::uuid[], $3::timestamptz[]) as g (id, at)
         where a.enterprise_id = $1 and a.id = g.id returning 1
       ) select count(*) from synced`,
      [enterpriseId, accounts.map((a) => a.accountId), accounts.map((a) => a.at)],
    )
  }
}
