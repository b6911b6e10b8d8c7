import type { ById } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  activateMember,
  getMember,
  inviteMember,
  listMembers,
  restoreMember,
  suspendMember,
  updateMember,
  type ActivateMember as ActivateInput,
  type InviteMember as InviteInput,
  type ListMembers as ListInput,
  type Member,
  type UpdateMember as UpdateInput,
} from '@miaohui/contracts/org/member'
import { requirePermission, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { ActivateMember } from './activate-member'
import { GetMember } from './get-member'
import { InviteMember } from './invite-member'
import { ListMembers } from './list-members'
import { RestoreMember } from './restore-member'
import { SuspendMember } from './suspend-member'
import { UpdateMember } from './update-member'

@Injectable()
export class MemberRpc {
  constructor(
    private readonly listing: ListMembers,
    private readonly getting: GetMember,
    private readonly inviting: InviteMember,
    private readonly updating: UpdateMember,
    private readonly suspending: SuspendMember,
    private readonly restoring: RestoreMember,
    private readonly activating: ActivateMember,
  ) {}

  @HandleRpc(listMembers)
  async list(input: ListInput, { actor }: RpcContext): Promise<Page<Member>> {
    return this.listing.execute(requirePermission(actor, 'member.view'), input)
  }

  @HandleRpc(getMember)
  async get(input: ById, { actor }: RpcContext): Promise<Member> {
    return this.getting.execute(requirePermission(actor, 'member.view'), input.id)
  }

  @HandleRpc(inviteMember)
  async invite(input: InviteInput, { actor }: RpcContext): Promise<Member> {
    return this.inviting.execute(requirePermission(actor, 'member.invite'), input)
  }

  @HandleRpc(updateMember)
  async update(input: UpdateInput, { actor }: RpcContext): Promise<Member> {
    return this.updating.execute(requirePermission(actor, 'member.edit'), input)
  }

  @HandleRpc(suspendMember)
  async suspend(input: ById, { actor }: RpcContext): Promise<Member> {
    return this.suspending.execute(requirePermission(actor, 'member.suspend'), input.id)
  }

  @HandleRpc(restoreMember)
  async restore(input: ById, { actor }: RpcContext): Promise<Member> {
    return this.restoring.execute(requirePermission(actor, 'member.suspend'), input.id)
  }

  @HandleRpc(activateMember)
  async activate(input: ActivateInput, { actor }: RpcContext): Promise<void> {
    requireService(actor, 'identity')
    await this.activating.execute(input)
  }
}
