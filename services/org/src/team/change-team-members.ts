import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { AddTeamMember, TeamDetail, TeamMembership } from '@miaohui/contracts/org/team'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { requireVisibleTeam } from '../shared/visible-teams'
import { readTeam, teamDetailOf } from './read-teams'

/** One change of who is in a team, with the checks and the notice that every such change has. */
@Injectable()
export class ChangeTeamMembers {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(
    actor: MemberActor,
    team: TeamMembership | AddTeamMember,
    change: (db: EntityManager) => Promise<void>,
  ): Promise<TeamDetail> {
    const { enterpriseId } = actor
    requireVisibleTeam(actor, team.id)
    return this.units.run(enterpriseId, async (db) => {
      await db.query('update team set rev = rev + 1 where enterprise_id = $1 and id = $2', [enterpriseId, team.id])
      const known = await db.query<unknown[]>(
        'select 1 from team t, member m where t.enterprise_id = $1 and t.id = $2 and m.enterprise_id = $1 and m.id = $3',
        [enterpriseId, team.id, team.memberId],
      )
      if (known.length === 0) throw notFound()
      await change(db)
      const row = await readTeam(db, enterpriseId, team.id)
      if (!row) throw notFound()
      const detail = teamDetailOf(row)
      this.notices.changed(enterpriseId, 'team', team.id, row.rev, detail)
      return detail
    })
  }
}
