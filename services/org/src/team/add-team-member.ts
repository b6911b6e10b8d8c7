import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { AddTeamMember as Input, TeamDetail } from '@miaohui/contracts/org/team'
import { Injectable } from '@nestjs/common'
import { ChangeTeamMembers } from './change-team-members'

/** Puts a member into a team, or changes whether they lead it. */
@Injectable()
export class AddTeamMember {
  constructor(private readonly changing: ChangeTeamMembers) {}

  async execute(actor: MemberActor, input: Input): Promise<TeamDetail> {
    return this.changing.execute(actor, input, async (db) => {
      await db.query(
        `insert into team_member (enterprise_id, team_id, member_id, is_leader) values ($1, $2, $3, coalesce($4, false))
         on conflict (enterprise_id, team_id, member_id) do update set is_leader = coalesce($4, team_member.is_leader)`,
        [actor.enterpriseId, input.id, input.memberId, input.isLeader ?? null],
      )
    })
  }
}
