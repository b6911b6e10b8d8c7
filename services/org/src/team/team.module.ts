import { Module } from '@nestjs/common'
import { AddTeamMember } from './add-team-member'
import { ChangeTeamMembers } from './change-team-members'
import { CreateTeam } from './create-team'
import { GetTeam } from './get-team'
import { ListTeams } from './list-teams'
import { RemoveTeamMember } from './remove-team-member'
import { RenameTeam } from './rename-team'
import { TeamRpc } from './team.rpc'

@Module({ providers: [TeamRpc, ListTeams, GetTeam, CreateTeam, RenameTeam, ChangeTeamMembers, AddTeamMember, RemoveTeamMember] })
export class TeamModule {}
