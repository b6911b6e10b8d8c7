import type { AccountChanged, AccountEvent } from '@miaohui/contracts/account-hosting/events'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'

/** Keeps what messaging must know of hosted accounts. Older news than what is known changes nothing. */
@Injectable()
export class ProjectAccounts {
  async changed(db: EntityManager, enterpriseId: string, news: readonly AccountChanged[]): Promise<void> {
    const newest = new Map<string, AccountChanged>()
    for (const change of news) if ((newest.get(change.accountId)?.rev ?? 0) < change.rev) newest.set(change.accountId, change)
    await db.query(
      `with given as (
         select * from json_to_recordset($2::json) as g
           ("accountId" uuid, "teamId" uuid, name text, "avatarUrl" text, connected boolean, "watchUntil" timestamptz, rev int)
       ), moved as (
         update customer c set team_id = g."teamId" from given g join hosted_account a on a.id = g."accountId" and a.team_id <> g."teamId" and a.rev < g.rev
         where c.enterprise_id = $1 and c.account_id = g."accountId"
       )
       insert into hosted_account (id, enterprise_id, team_id, name, avatar_url, connected, watch_until, rev)
       select "accountId", $1, "teamId", name, "avatarUrl", connected, "watchUntil", rev from given
       on conflict (id) do update set team_id = excluded.team_id, name = coalesce(excluded.name, hosted_account.name),
         avatar_url = coalesce(excluded.avatar_url, hosted_account.avatar_url), connected = excluded.connected,
         watch_until = coalesce(excluded.watch_until, hosted_account.watch_until), rev = excluded.rev
       where hosted_account.rev < excluded.rev and hosted_account.removed_at is null`,
      [enterpriseId, JSON.stringify([...newest.values()])],
    )
    await this.openLanes(db, enterpriseId, [...newest.keys()])
  }

  async removed(db: EntityManager, enterpriseId: string, accounts: readonly AccountEvent[]): Promise<void> {
    await this.known(db, enterpriseId, accounts)
    await db.query(
      `with gone as (
         update hosted_account set connected = false, removed_at = coalesce(removed_at, now())
         where enterprise_id = $1 and id = any($2) returning id
       ) select count(*) from gone`,
      [enterpriseId, accounts.map((a) => a.accountId)],
    )
  }

  /** Other facts about an account may overtake the news of its creation: then it is put down as not connected, with revision 0. */
  async known(db: EntityManager, enterpriseId: string, accounts: readonly AccountEvent[]): Promise<void> {
    const teams = new Map(accounts.map((a) => [a.accountId, a.teamId]))
    const made = await db.query<unknown[]>(
      `insert into hosted_account (id, enterprise_id, team_id) select id, $1, team_id from unnest($2::uuid[], $3::uuid[]) as g (id, team_id)
       on conflict do nothing returning id`,
      [enterpriseId, [...teams.keys()], [...teams.values()]],
    )
    if (made.length > 0) await this.openLanes(db, enterpriseId, [...teams.keys()])
  }

  private async openLanes(db: EntityManager, enterpriseId: string, accountIds: string[]): Promise<void> {
    await db.query(
      `insert into account_pacing (account_id, enterprise_id) select id, $1 from unnest($2::uuid[]) id on conflict do nothing`,
      [enterpriseId, accountIds],
    )
  }
}
