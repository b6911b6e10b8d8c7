import type { Relation } from '@miaohui/contracts/account-hosting/events'
import { customerRelationChanged } from '@miaohui/contracts/messaging/events'
import { Outbox } from '@miaohui/persistence/outbox'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'

export type RelationNews = { accountId: string; providerId: string; relation: Relation }
export type ChangedRelation = { customerId: string; accountId: string; relation: Relation }

type Row = { id: string; account_id: string; team_id: string; relation: Relation }

/** Customers who deleted or blocked the account, or came back. Announces real changes only, and says which those were. */
@Injectable()
export class ChangeRelations {
  constructor(
    private readonly outbox: Outbox,
    private readonly live: LivePublisher,
  ) {}

  async execute(db: EntityManager, enterpriseId: string, news: readonly RelationNews[]): Promise<ChangedRelation[]> {
    const last = [...new Map(news.map((n) => [`${n.accountId} ${n.providerId}`, n])).values()]
    if (last.length === 0) return []
    const rows = await db.query<Row[]>(
      `with given as (select * from unnest($2::uuid[], $3::text[], $4::text[]) as g (account_id, provider_id, relation)),
       locked as (
         select c.id, g.relation from customer c join given g on c.account_id = g.account_id and c.provider_id = g.provider_id
         where c.enterprise_id = $1 and c.relation <> g.relation order by c.id for update of c
       ), changed as (
         update customer c set relation = l.relation from locked l where c.enterprise_id = $1 and c.id = l.id
         returning c.id, c.account_id, c.team_id, c.relation
       ) select * from changed`,
      [enterpriseId, last.map((n) => n.accountId), last.map((n) => n.providerId), last.map((n) => n.relation)],
    )
    const changed = rows.map((r) => ({ customerId: r.id, accountId: r.account_id, relation: r.relation }))
    await this.outbox.appendAll(
      customerRelationChanged,
      changed.map((data) => ({ aggregate: `customer:${data.customerId}`, data })),
    )
    for (const row of rows) {
      this.live.publish(enterpriseId, {
        topic: `team:${row.team_id}:customer`,
        type: 'customer.changed',
        entity: row.id,
        rev: Date.now(),
        patch: { id: row.id, relation: row.relation },
      })
    }
    return changed
  }
}
