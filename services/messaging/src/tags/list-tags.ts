import type { Tag, TagColour, TagKind } from '@miaohui/contracts/messaging/tag'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'

type Row = { id: string; kind: TagKind; name: string; group_name: string | null; colour: TagColour; customers: number }

/** Custom tags first, then the company's by group, then personal ones. */
@Injectable()
export class ListTags {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string, teamId: string): Promise<Tag[]> {
    const rows = await this.units.run(enterpriseId, (db) =>
      db.query<Row[]>(
        `select t.id, t.kind, t.name, t.group_name, t.colour,
           (select count(*)::int from customer_tag l where l.enterprise_id = $1 and l.tag_id = t.id) as customers
         from tag t where t.enterprise_id = $1 and t.team_id = $2
         order by array_position(array['custom', 'corp', 'personal'], t.kind), t.group_name nulls first, t.name, t.id limit 5000`,
        [enterpriseId, teamId],
      ),
    )
    return rows.map((r) => ({
      id: r.id,
      kind: r.kind,
      name: r.name,
      groupName: r.group_name ?? undefined,
      colour: r.colour,
      customerCount: r.customers,
    }))
  }
}
