import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'

/**
 * WeCom's tags on customers, as links to our copies of the tags. A page of customers may arrive before the tags that they carry, so
 * the ids are kept on the customer and linked from whichever side comes second.
 */
@Injectable()
export class LinkProviderTags {
  ofCustomers(db: EntityManager, enterpriseId: string, customerIds: readonly string[]): Promise<void> {
    return this.link(db, enterpriseId, 'c.id = any($2::uuid[])', customerIds)
  }

  ofAccounts(db: EntityManager, enterpriseId: string, accountIds: readonly string[]): Promise<void> {
    return this.link(db, enterpriseId, 'c.account_id = any($2::uuid[])', accountIds)
  }

  private async link(db: EntityManager, enterpriseId: string, which: string, ids: readonly string[]): Promise<void> {
    await db.query(
      `with touched as materialized (
         select c.id, c.team_id, c.account_id, c.provider_tag_ids from customer c where c.enterprise_id = $1 and ${which}
       ), wanted as materialized (
         select c.id as customer_id, t.id as tag_id from touched c cross join unnest(c.provider_tag_ids) carried (provider_id)
         join tag t on t.enterprise_id = $1 and t.provider_id = carried.provider_id
           and (t.kind = 'corp' and t.team_id = c.team_id or t.kind = 'personal' and t.account_id = c.account_id)
       ), taken_off as (
         delete from customer_tag l using touched c, tag t
         where l.enterprise_id = $1 and l.customer_id = c.id and t.id = l.tag_id and t.kind <> 'custom'
           and not exists (select 1 from wanted w where w.customer_id = l.customer_id and w.tag_id = l.tag_id)
       )
       insert into customer_tag (enterprise_id, customer_id, tag_id) select $1, customer_id, tag_id from wanted
       order by customer_id, tag_id on conflict do nothing`,
      [enterpriseId, ids],
    )
  }
}
