import type { ContactAdded, Relation } from '@miaohui/contracts/account-hosting/events'
import { customerAdded, customerRelationChanged } from '@miaohui/contracts/messaging/events'
import { Outbox } from '@miaohui/persistence/outbox'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { isNewFriendship } from './domain/friendship'
import { WriteContacts } from './write-contacts'

type Known = {
  id: string
  account_id: string
  provider_id: string
  relation: Relation
  friend_since: Date | null
  added_at: Date | null
}

/** New friends become customers, and each new friendship is announced once: the start of the first reply. */
@Injectable()
export class AddCustomers {
  constructor(
    private readonly write: WriteContacts,
    private readonly outbox: Outbox,
    private readonly live: LivePublisher,
  ) {}

  async execute(db: EntityManager, enterpriseId: string, additions: readonly ContactAdded[]): Promise<void> {
    const key = (accountId: string, providerId: string) => `${accountId} ${providerId}`
    const rows = await db.query<Known[]>(
      `select c.id, c.account_id, c.provider_id, c.relation, c.friend_since, c.added_at
       from unnest($2::uuid[], $3::text[]) as g (account_id, provider_id)
       join customer c on c.enterprise_id = $1 and c.account_id = g.account_id and c.provider_id = g.provider_id
       order by c.account_id, c.provider_id for update of c`,
      [enterpriseId, additions.map((a) => a.accountId), additions.map((a) => a.contact.providerId)],
    )
    const known = new Map(rows.map((r) => [key(r.account_id, r.provider_id), r]))
    const fresh = new Map<string, ContactAdded>()
    for (const addition of additions) {
      const k = key(addition.accountId, addition.contact.providerId)
      const row = known.get(k)
      const friend = row && { relation: row.relation, friendSince: row.friend_since, addedAt: row.added_at }
      if (!fresh.has(k) && isNewFriendship(friend, new Date(addition.at))) fresh.set(k, addition)
    }
    const written = await this.write.execute(
      db,
      enterpriseId,
      additions.map((a) => ({
        accountId: a.accountId,
        teamId: a.teamId,
        contact: a.contact,
        friendSince: fresh.has(key(a.accountId, a.contact.providerId)) ? new Date(a.at) : undefined,
      })),
      new Date(),
    )
    const added = written.flatMap((customer) => {
      const addition = fresh.get(key(customer.accountId, customer.providerId))
      return addition ? [{ customer, addition }] : []
    })
    await this.outbox.appendAll(
      customerAdded,
      added.map(({ customer, addition }) => ({
        aggregate: `customer:${customer.id}`,
        data: {
          customerId: customer.id,
          accountId: customer.accountId,
          teamId: addition.teamId,
          name: customer.name,
          at: addition.at,
        },
      })),
    )
    const back = added.filter(({ addition: a }) => known.has(key(a.accountId, a.contact.providerId)))
    await this.outbox.appendAll(
      customerRelationChanged,
      back.map(({ customer }) => ({
        aggregate: `customer:${customer.id}`,
        data: { customerId: customer.id, accountId: customer.accountId, relation: 'friend' as const },
      })),
    )
    for (const { customer, addition } of added) {
      this.live.publish(enterpriseId, {
        topic: `team:${addition.teamId}:customer`,
        type: 'customer.changed',
        entity: customer.id,
        rev: Date.now(),
        patch: { id: customer.id, accountId: customer.accountId, name: customer.name, relation: 'friend' },
      })
    }
  }
}
