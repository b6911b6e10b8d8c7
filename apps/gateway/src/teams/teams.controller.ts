import { addTeamMember, createTeam, getTeam, listTeams, removeTeamMember, renameTeam } from '@miaohui/contracts/org/team'
import { Controller, Delete, Get, Patch, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/teams`)
export class TeamsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listTeams, { permission: 'team.view' }, { summary: 'Teams' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(createTeam, { permission: 'team.edit' }, { summary: 'Create a team', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getTeam, { permission: 'team.view' }, { summary: 'One team with its members' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Patch(':id')
  @Expose(renameTeam, { permission: 'team.edit' }, { summary: 'Rename a team' })
  rename(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/members')
  @Expose(addTeamMember, { permission: 'team.edit' }, { summary: 'Put a member into a team' })
  addMember(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id/members/:memberId')
  @Expose(removeTeamMember, { permission: 'team.edit' }, { summary: 'Take a member out of a team' })
  removeMember(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
