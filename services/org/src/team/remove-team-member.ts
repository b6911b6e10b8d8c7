import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { TeamDetail, TeamMembership as Input } from '@miaohui/contracts/org/team'
import { Injectable } from '@nestjs/common'
import { ChangeTeamMembers } from './change-team-members'

/** Takes a member out of a team; somebody who is not in it stays out. */
@Injectable()
export class RemoveTeamMember {
  constructor(private readonly changing: ChangeTeamMembers) {}

  async execute(actor: MemberActor, input: Input): Promise<TeamDetail> {
    return this.changing.execute(actor, input, async (db) => {
      await db.query('delete from team_member where enterprise_id = $1 and team_id = $2 and member_id = $3', [
        actor.enterpriseId,
        input.id,
        input.memberId,
      ])
    })
  }
}
