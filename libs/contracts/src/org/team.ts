import { ById } from '../kernel/common-shapes'
import { Flag, Id, Instant, Int, Nested, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { orgProblems as problems } from './problems'

export class Team {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @Int({ min: 0, description: 'members added to it; super administrators are in every team without being counted' })
  memberCount!: number

  @Instant()
  createdAt!: string
}

export class TeamMember {
  @Id()
  memberId!: string

  @Text({ max: 50 })
  name!: string

  @Flag()
  isLeader!: boolean
}

export class TeamDetail extends Team {
  @Nested(() => TeamMember, { list: { max: 500 } })
  members!: TeamMember[]
}

export class ListTeams extends PageRequest {
  @Text({ max: 60, optional: true })
  search?: string
}

export class CreateTeam {
  @Text({ min: 1, max: 60 })
  name!: string
}

export class RenameTeam extends ById {
  @Text({ min: 1, max: 60 })
  name!: string
}

export class TeamMembership extends ById {
  @Id()
  memberId!: string
}

export class AddTeamMember extends TeamMembership {
  @Flag({ optional: true })
  isLeader?: boolean
}

export const listTeams = defineRpc({ subject: 'rpc.org.team.list.v1', request: ListTeams, reply: pageOf(Team) })
export const getTeam = defineRpc({ subject: 'rpc.org.team.get.v1', request: ById, reply: TeamDetail })
export const createTeam = defineRpc({
  subject: 'rpc.org.team.create.v1',
  request: CreateTeam,
  reply: Team,
  problems: [problems.TEAM_NAME_TAKEN],
})
export const renameTeam = defineRpc({
  subject: 'rpc.org.team.rename.v1',
  request: RenameTeam,
  reply: Team,
  problems: [problems.TEAM_NAME_TAKEN],
})
export const addTeamMember = defineRpc({ subject: 'rpc.org.team.add-member.v1', request: AddTeamMember, reply: TeamDetail })
export const removeTeamMember = defineRpc({
  subject: 'rpc.org.team.remove-member.v1',
  request: TeamMembership,
  reply: TeamDetail,
})
