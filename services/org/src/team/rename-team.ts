import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import type { RenameTeam as Input, Team } from '@miaohui/contracts/org/team'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { requireVisibleTeam } from '../shared/visible-teams'
import { readTeam, teamOf } from './read-teams'

@Injectable()
export class RenameTeam {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(actor: MemberActor, { id, name }: Input): Promise<Team> {
    const { enterpriseId } = actor
    requireVisibleTeam(actor, id)
    try {
      return await this.units.run(enterpriseId, async (db) => {
        await db.query('update team set name = $3, rev = rev + 1 where enterprise_id = $1 and id = $2', [enterpriseId, id, name])
        const row = await readTeam(db, enterpriseId, id)
        if (!row) throw notFound()
        this.notices.changed(enterpriseId, 'team', id, row.rev, teamOf(row))
        return teamOf(row)
      })
    } catch (error) {
      throw violatedConstraint(error) === 'uq_team_name' ? new Problem(orgProblems.TEAM_NAME_TAKEN) : error
    }
  }
}
