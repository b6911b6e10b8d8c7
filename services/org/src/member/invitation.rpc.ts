import type { ById } from '@miaohui/contracts/kernel/common-shapes'
import { resendInvitation, revokeInvitation, type Member } from '@miaohui/contracts/org/member'
import { requirePermission } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { ResendInvitation } from './resend-invitation'
import { RevokeInvitation } from './revoke-invitation'

/** Both name the invited member: a member has one open invitation at most. */
@Injectable()
export class InvitationRpc {
  constructor(
    private readonly resending: ResendInvitation,
    private readonly revoking: RevokeInvitation,
  ) {}

  @HandleRpc(resendInvitation)
  async resend(input: ById, { actor }: RpcContext): Promise<Member> {
    return this.resending.execute(requirePermission(actor, 'member.invite'), input.id)
  }

  @HandleRpc(revokeInvitation)
  async revoke(input: ById, { actor }: RpcContext): Promise<void> {
    await this.revoking.execute(requirePermission(actor, 'member.invite'), input.id)
  }
}
