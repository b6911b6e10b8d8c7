import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AccountFreshness, Customer } from '@miaohui/contracts/messaging/customer'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { CUSTOMER_COLUMNS, customerView, type CustomerRow } from './customer-view'

@Injectable()
export class GetCustomer {
  constructor(private readonly units: UnitOfWork) {}

  /** @throws Problem NOT_FOUND also for a customer of another team. */
  async execute(enterpriseId: string, teamId: string, id: string): Promise<Customer> {
    const [row] = await this.units.run(enterpriseId, (db) =>
      db.query<CustomerRow[]>(
        `select ${CUSTOMER_COLUMNS} from customer p left join hosted_account a on a.enterprise_id = $1 and a.id = p.account_id
         where p.enterprise_id = $1 and p.team_id = $2 and p.id = $3`,
        [enterpriseId, teamId, id],
      ),
    )
    if (!row) throw new Problem(commonProblems.NOT_FOUND)
    return customerView(row)
  }
}

type FreshnessRow = { id: string; name: string | null; synced_at: Date | null; customers: number }

/** How old the list of customers is, account by account. */
@Injectable()
export class GetFreshness {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string, teamId: string): Promise<AccountFreshness[]> {
    const rows = await this.units.run(enterpriseId, (db) =>
      db.query<FreshnessRow[]>(
        `select a.id, a.name, a.synced_at, coalesce(n.customers, 0) as customers from hosted_account a
         left join (select c.account_id, count(*)::int as customers from customer c where c.enterprise_id = $1 and c.team_id = $2 group by 1) n
           on n.account_id = a.id
         where a.enterprise_id = $1 and a.team_id = $2 and a.removed_at is null order by a.name nulls last, a.id limit 500`,
        [enterpriseId, teamId],
      ),
    )
    return rows.map((r) => ({
      accountId: r.id,
      name: r.name,
      syncedAt: r.synced_at?.toISOString() ?? null,
      customers: r.customers,
    }))
  }
}
