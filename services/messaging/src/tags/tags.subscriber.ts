import { tagsListed, type TagsListed } from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { ProjectAccounts } from '../accounts/project-accounts'
import { LinkProviderTags } from './link-provider-tags'

/** Copies of WeCom's tags: corp tags once per team, personal tags once per account. What WeCom no longer lists is taken away. */
@Injectable()
export class TagsSubscriber {
  constructor(
    private readonly accounts: ProjectAccounts,
    private readonly links: LinkProviderTags,
  ) {}

  @OnEvent(tagsListed)
  async listed(batch: Envelope<TagsListed>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.accounts.known(
      db,
      enterpriseId,
      batch.map((e) => e.data),
    )
    for (const { data } of batch) await this.write(db, enterpriseId, data)
  }

  private async write(db: EventContext['db'], enterpriseId: string, { accountId, teamId, tags }: TagsListed): Promise<void> {
    const rows = [...new Map(tags.map((t) => [`${t.kind} ${t.providerId}`, t])).values()].map((t) => ({ ...t, id: newId() }))
    const given = `given as (select * from json_to_recordset($4::json) as g (id uuid, "providerId" text, name text, kind text, "groupName" text))`
    const parameters = [enterpriseId, teamId, accountId, JSON.stringify(rows)]
    await db.query(
      `with ${given}, gone as (
         delete from tag t where t.enterprise_id = $1 and t.kind = 'personal' and t.account_id = $3
           and not exists (select 1 from given g where g.kind = 'personal' and g."providerId" = t.provider_id)
       ), corp as (
         insert into tag (id, enterprise_id, team_id, kind, name, group_name, colour, provider_id)
         select id, $1, $2, 'corp', name, "groupName", 'blue', "providerId" from given where kind = 'corp' order by "providerId"
         on conflict (enterprise_id, team_id, provider_id) where kind = 'corp'
         do update set name = excluded.name, group_name = excluded.group_name
         where (tag.name, tag.group_name) is distinct from (excluded.name, excluded.group_name)
       )
       insert into tag (id, enterprise_id, team_id, kind, name, group_name, colour, account_id, provider_id)
       select id, $1, $2, 'personal', name, "groupName", 'grey', $3, "providerId" from given where kind = 'personal' order by "providerId"
       on conflict (enterprise_id, account_id, provider_id) where kind = 'personal'
       do update set name = excluded.name, team_id = excluded.team_id
       where (tag.name, tag.team_id) is distinct from (excluded.name, excluded.team_id)`,
      parameters,
    )
    await this.links.ofAccounts(db, enterpriseId, [accountId])
  }
}
