import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { TagCustomers, TaggedCustomers } from '@miaohui/contracts/messaging/customer'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { customerCondition, Parameters } from '../audiences/domain/customer-filter-sql'

/** Puts custom tags on many customers and takes others off, in one statement. */
@Injectable()
export class TagCustomersCommand {
  constructor(private readonly units: UnitOfWork) {}

  /**
   * @throws Problem VALIDATION_FAILED when nobody is chosen or a tag is both put on and taken off; NOT_FOUND for a tag that is not a
   * custom tag of the team.
   */
  async execute(enterpriseId: string, input: TagCustomers): Promise<TaggedCustomers> {
    if (!input.customerIds && !input.filter)
      throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'customerIds', code: 'REQUIRED' }] })
    if (input.addTagIds.some((id) => input.removeTagIds.includes(id)))
      throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'removeTagIds', code: 'DUPLICATES' }] })
    return this.units.run(enterpriseId, async (db) => {
      await this.checkTags(db, enterpriseId, input)
      const parameters = new Parameters(enterpriseId)
      const condition = customerCondition(input.teamId, input.filter, parameters)
      const named = input.customerIds ? `and c.id = any(${parameters.add(input.customerIds)}::uuid[])` : ''
      const limit = input.limit ? `limit ${parameters.add(input.limit)}` : ''
      const [row] = await db.query<TaggedCustomers[]>(
        `with chosen as materialized (
           select c.id from customer c where ${condition} ${named} order by c.listed_at desc, c.id desc ${limit}
         ), put_on as (
           insert into customer_tag (enterprise_id, customer_id, tag_id)
           select $1, chosen.id, tag_id from chosen cross join unnest(${parameters.add(input.addTagIds)}::uuid[]) tag_id
           on conflict do nothing returning customer_id
         ), taken_off as (
           delete from customer_tag t using chosen
           where t.enterprise_id = $1 and t.customer_id = chosen.id and t.tag_id = any(${parameters.add(input.removeTagIds)}::uuid[])
           returning t.customer_id
         )
         select (select count(*)::int from chosen) as chosen,
           (select count(*)::int from (select customer_id from put_on union select customer_id from taken_off) touched) as changed`,
        parameters.values,
      )
      return row!
    })
  }

  private async checkTags(db: EntityManager, enterpriseId: string, input: TagCustomers): Promise<void> {
    const wanted = [...input.addTagIds, ...input.removeTagIds]
    const found = await db.query<unknown[]>(
      `select 1 from tag where enterprise_id = $1 and team_id = $2 and kind = 'custom' and id = any($3::uuid[]) for key share`,
      [enterpriseId, input.teamId, wanted],
    )
    if (found.length !== wanted.length) throw new Problem(commonProblems.NOT_FOUND)
  }
}
