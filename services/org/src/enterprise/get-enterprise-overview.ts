import type { EnterpriseOverview } from '@miaohui/contracts/org/enterprise'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'

type Row = {
  name: string
  time_zone: string
  looked_over: boolean
  has_department: boolean
  has_member: boolean
  was_delivered: boolean
}

// The enterprise's creator is a member too; a second one is the first who was added.
const OVERVIEW = `
  select e.name, e.time_zone,
    exists (select 1 from permission_group g where g.enterprise_id = $1 and g.preset = 'sales' and g.version > 1) as looked_over,
    exists (select 1 from department d where d.enterprise_id = $1) as has_department,
    exists (select 1 from member m where m.enterprise_id = $1 offset 1) as has_member,
    exists (select 1 from invitation i where i.enterprise_id = $1 and (i.sent_at is not null or i.state = 'accepted')) as was_delivered
  from enterprise e where e.enterprise_id = $1`

/** Name, zone and how far the opening of the enterprise has come, each step judged by what is really there. */
@Injectable()
export class GetEnterpriseOverview {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string): Promise<EnterpriseOverview> {
    const [row] = await this.units.run(enterpriseId, (db) => db.query<Row[]>(OVERVIEW, [enterpriseId]))
    if (!row) throw notFound()
    return {
      name: row.name,
      timeZone: row.time_zone,
      opening: {
        permissionGroup: row.looked_over,
        departments: row.has_department,
        members: row.has_member,
        invitations: row.was_delivered,
      },
    }
  }
}
