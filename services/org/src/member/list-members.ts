import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Page } from '@miaohui/contracts/kernel/page'
import type { ListMembers as Input, Member } from '@miaohui/contracts/org/member'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { BELOW_OWN, IN_SCOPE, MEMBER_COLUMNS, MEMBER_JOINS, memberOf, scopeParams, type MemberRow } from './read-members'

// Ids grow with time, so the newest member comes first. The page is cut before the records are put together.
const LIST = `
  with recursive ${BELOW_OWN},
  below_wanted as (
    select d.id from department d where d.enterprise_id = $1 and d.id = $5
    union all
    select d.id from department d join below_wanted b on d.parent_id = b.id where d.enterprise_id = $1),
  wanted as (
    select m.* from member m
    where ${IN_SCOPE}
      and ($5::uuid is null or m.department_id in (select id from below_wanted))
      and ($6::text is null or m.state = $6)
      and ($7::text is null or m.name ilike $7 or m.email ilike $7)),
  page as (select * from wanted where $8::uuid is null or id < $8 order by id desc limit $9)
  select ${MEMBER_COLUMNS}, (select count(*)::int from wanted) as total from page m ${MEMBER_JOINS} order by m.id desc`

/** Members in the actor's scope, newest first. */
@Injectable()
export class ListMembers {
  constructor(private readonly units: UnitOfWork) {}

  async execute(actor: MemberActor, input: Input): Promise<Page<Member>> {
    const search = input.search ? `%${input.search.replace(/[\\%_]/g, '\\$&')}%` : null
    let total = 0
    const page = await keysetPage<MemberRow & { total: number }>(input, {
      parts: 1,
      key: (row) => [row.id],
      fetch: async (after, limit) => {
        const params = [...scopeParams(actor), input.departmentId ?? null, input.state ?? null, search, after?.[0] ?? null, limit]
        const rows = await this.units.run(actor.enterpriseId, (db) => db.query<(MemberRow & { total: number })[]>(LIST, params))
        total = rows[0]?.total ?? 0
        return rows
      },
    })
    return { items: page.items.map(memberOf), next: page.next, total }
  }
}
