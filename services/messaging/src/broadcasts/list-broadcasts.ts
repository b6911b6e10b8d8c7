import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Page } from '@miaohui/contracts/kernel/page'
import type { Broadcast, BroadcastSend, ListBroadcasts, ListBroadcastSends } from '@miaohui/contracts/messaging/broadcast'
import type { SendState } from '@miaohui/contracts/messaging/send'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { LicenseLeases } from '../sends/license-leases'
import { BroadcastViews } from './broadcast-views'
import { BroadcastEntity } from './broadcast.entity'

type SendRow = {
  id: string
  customer_id: string
  customer_name: string
  account_id: string
  account_name: string | null
  connected: boolean
  step_no: number
  state: SendState
  outcome: string | null
  updated_at: Date
}

@Injectable()
export class ListBroadcastsQuery {
  constructor(
    private readonly units: UnitOfWork,
    private readonly views: BroadcastViews,
    private readonly leases: LicenseLeases,
  ) {}

  /** Newest first. */
  async execute(enterpriseId: string, input: ListBroadcasts): Promise<Page<Broadcast>> {
    const page = await keysetPage<BroadcastEntity>(input, {
      parts: 2,
      key: (row) => [row.createdAt.toISOString(), row.id],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, (db) => {
          const query = db
            .createQueryBuilder(BroadcastEntity, 'b')
            .where('b.enterpriseId = :enterpriseId and b.teamId = :teamId', { enterpriseId, teamId: input.teamId })
          if (after) query.andWhere('(b.createdAt, b.id) < (:at, :id)', { at: after[0], id: after[1] })
          return query.orderBy('b.createdAt', 'DESC').addOrderBy('b.id', 'DESC').limit(limit).getMany()
        }),
    })
    return { ...page, items: await this.units.run(enterpriseId, (db) => this.views.of(db, enterpriseId, page.items)) }
  }

  /** @throws Problem NOT_FOUND. */
  async one(enterpriseId: string, teamId: string, id: string): Promise<Broadcast> {
    return this.units.run(enterpriseId, async (db) => {
      const row = await db.findOneBy(BroadcastEntity, { enterpriseId, teamId, id })
      if (!row) throw new Problem(commonProblems.NOT_FOUND)
      const [view] = await this.views.of(db, enterpriseId, [row])
      return view!
    })
  }

  /** Recipient by recipient. What waits says what for. @throws Problem NOT_FOUND. */
  async sends(enterpriseId: string, input: ListBroadcastSends): Promise<Page<BroadcastSend>> {
    const page = await keysetPage<SendRow>(input, {
      parts: 2,
      key: (row) => [row.customer_id, row.step_no],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, async (db) => {
          const found = await db.existsBy(BroadcastEntity, { enterpriseId, teamId: input.teamId, id: input.id })
          if (!found) throw new Problem(commonProblems.NOT_FOUND)
          return db.query<SendRow[]>(
            `select s.id, s.customer_id, c.name as customer_name, s.account_id, a.name as account_name, a.connected, s.step_no, s.state,
               s.outcome_code as outcome, s.updated_at
             from send s join customer c on c.enterprise_id = $1 and c.id = s.customer_id
             join hosted_account a on a.enterprise_id = $1 and a.id = s.account_id
             where s.enterprise_id = $1 and s.source = 'broadcast' and s.source_id = $2 and ($3::text is null or s.state = $3)
               and ($4::uuid is null or (s.customer_id, s.step_no) > ($4, $5::int))
             order by s.customer_id, s.step_no limit $6`,
            [enterpriseId, input.id, input.state ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
          )
        }),
    })
    const unlicensed = this.leases.isRefused(enterpriseId)
    return {
      ...page,
      items: page.items.map((s) => ({
        id: s.id,
        customerId: s.customer_id,
        customerName: s.customer_name,
        accountId: s.account_id,
        accountName: s.account_name,
        stepNo: s.step_no,
        state: s.state,
        outcome: s.outcome ?? (s.state === 'planned' ? waitsFor(s.connected, unlicensed) : null),
        updatedAt: s.updated_at.toISOString(),
      })),
    }
  }
}

function waitsFor(connected: boolean, unlicensed: boolean): string | null {
  if (!connected) return 'ACCOUNT_OFFLINE'
  return unlicensed ? 'LICENSE_EXPIRED' : null
}
