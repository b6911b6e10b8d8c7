import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import type { CreateTeam as Input, Team } from '@miaohui/contracts/org/team'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { readTeam, teamOf } from './read-teams'

/** Makes a team. Its maker leads it, unless they are in every team anyway. Refuses a name that is taken. */
@Injectable()
export class CreateTeam {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(actor: MemberActor, { name }: Input): Promise<Team> {
    const { enterpriseId } = actor
    return this.units.run(enterpriseId, async (db) => {
      const id = newId()
      const made = await db.query<unknown[]>(
        'insert into team (id, enterprise_id, name) values ($1, $2, $3) on conflict (enterprise_id, name) do nothing returning id',
        [id, enterpriseId, name],
      )
      if (made.length === 0) throw new Problem(orgProblems.TEAM_NAME_TAKEN)
      if (!actor.isSuperAdmin) {
        await db.query('insert into team_member (enterprise_id, team_id, member_id, is_leader) values ($1, $2, $3, true)', [
          enterpriseId,
          id,
          actor.memberId,
        ])
      }
      const row = await readTeam(db, enterpriseId, id)
      if (!row) throw notFound()
      this.notices.changed(enterpriseId, 'team', id, row.rev, teamOf(row))
      return teamOf(row)
    })
  }
}
