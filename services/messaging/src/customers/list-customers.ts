import type { Page } from '@miaohui/contracts/kernel/page'
import type { CountCustomers, Customer, ListCustomers } from '@miaohui/contracts/messaging/customer'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { customerCondition, Parameters } from '../audiences/domain/customer-filter-sql'
import { CUSTOMER_COLUMNS, customerView, type CustomerRow } from './customer-view'

/** Newest friends first. */
@Injectable()
export class ListCustomersQuery {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string, input: ListCustomers): Promise<Page<Customer>> {
    const page = await keysetPage<CustomerRow>(input, {
      parts: 2,
      key: (row) => [row.listed, row.id],
      fetch: (after, limit) => {
        const parameters = new Parameters(enterpriseId)
        const condition = customerCondition(input.teamId, input.filter, parameters)
        const from = after
          ? `and (c.listed_at, c.id) < (${parameters.add(after[0])}::timestamptz, ${parameters.add(after[1])}::uuid)`
          : ''
        const sql = `
          with p as materialized (
            select c.* from customer c where ${condition} ${from} order by c.listed_at desc, c.id desc limit ${parameters.add(limit)}
          )
          select ${CUSTOMER_COLUMNS} from p left join hosted_account a on a.enterprise_id = $1 and a.id = p.account_id
          order by p.listed_at desc, p.id desc`
        return this.units.run(enterpriseId, (db) => db.query<CustomerRow[]>(sql, parameters.values))
      },
    })
    return { ...page, items: page.items.map(customerView) }
  }

  async count(enterpriseId: string, input: CountCustomers): Promise<number> {
    const parameters = new Parameters(enterpriseId)
    const condition = customerCondition(input.teamId, input.filter, parameters)
    const [row] = await this.units.run(enterpriseId, (db) =>
      db.query<{ count: number }[]>(`select count(*)::int as count from customer c where ${condition}`, parameters.values),
    )
    return row?.count ?? 0
  }
}
