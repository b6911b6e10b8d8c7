import type { ById } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  addTeamMember,
  createTeam,
  getTeam,
  listTeams,
  removeTeamMember,
  renameTeam,
  type AddTeamMember as AddInput,
  type CreateTeam as CreateInput,
  type ListTeams as ListInput,
  type RenameTeam as RenameInput,
  type Team,
  type TeamDetail,
  type TeamMembership as RemoveInput,
} from '@miaohui/contracts/org/team'
import { requirePermission } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { AddTeamMember } from './add-team-member'
import { CreateTeam } from './create-team'
import { GetTeam } from './get-team'
import { ListTeams } from './list-teams'
import { RemoveTeamMember } from './remove-team-member'
import { RenameTeam } from './rename-team'

@Injectable()
export class TeamRpc {
  constructor(
    private readonly listing: ListTeams,
    private readonly getting: GetTeam,
    private readonly creating: CreateTeam,
    private readonly renaming: RenameTeam,
    private readonly adding: AddTeamMember,
    private readonly removing: RemoveTeamMember,
  ) {}

  @HandleRpc(listTeams)
  async list(input: ListInput, { actor }: RpcContext): Promise<Page<Team>> {
    return this.listing.execute(requirePermission(actor, 'team.view'), input)
  }

  @HandleRpc(getTeam)
  async get(input: ById, { actor }: RpcContext): Promise<TeamDetail> {
    return this.getting.execute(requirePermission(actor, 'team.view'), input.id)
  }

  @HandleRpc(createTeam)
  async create(input: CreateInput, { actor }: RpcContext): Promise<Team> {
    return this.creating.execute(requirePermission(actor, 'team.edit'), input)
  }

  @HandleRpc(renameTeam)
  async rename(input: RenameInput, { actor }: RpcContext): Promise<Team> {
    return this.renaming.execute(requirePermission(actor, 'team.edit'), input)
  }

  @HandleRpc(addTeamMember)
  async add(input: AddInput, { actor }: RpcContext): Promise<TeamDetail> {
    return this.adding.execute(requirePermission(actor, 'team.edit'), input)
  }

  @HandleRpc(removeTeamMember)
  async remove(input: RemoveInput, { actor }: RpcContext): Promise<TeamDetail> {
    return this.removing.execute(requirePermission(actor, 'team.edit'), input)
  }
}
