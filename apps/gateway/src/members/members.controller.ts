import {
  getMember,
  inviteMember,
  listMembers,
  resendInvitation,
  restoreMember,
  revokeInvitation,
  suspendMember,
  updateMember,
} from '@miaohui/contracts/org/member'
import { Controller, Get, Patch, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/members`)
export class MembersController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listMembers, { permission: 'member.view' }, { summary: 'Members, newest first' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(inviteMember, { permission: 'member.invite' }, { summary: 'Add a member and mail the invitation', status: 201 })
  invite(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getMember, { permission: 'member.view' }, { summary: 'One member' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Patch(':id')
  @Expose(updateMember, { permission: 'member.edit' }, { summary: 'Change name, department or permission group' })
  update(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/suspend')
  @Expose(suspendMember, { permission: 'member.suspend' }, { summary: 'Suspend: the member is out within seconds' })
  suspend(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/restore')
  @Expose(restoreMember, { permission: 'member.suspend' }, { summary: 'Let a suspended member in again' })
  restore(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/resend-invitation')
  @Expose(resendInvitation, { permission: 'member.invite' }, { summary: 'Mail a fresh link; the old one stops working' })
  resendInvitation(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/revoke-invitation')
  @Expose(revokeInvitation, { permission: 'member.invite' }, { summary: 'Take an open invitation back' })
  revokeInvitation(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
