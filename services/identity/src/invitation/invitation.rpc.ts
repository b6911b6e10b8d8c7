import {
  acceptInvitation,
  previewInvitation,
  type AcceptedInvitation,
  type AcceptInvitation as AcceptInput,
  type InvitationPreview,
  type PreviewInvitation as PreviewInput,
} from '@miaohui/contracts/identity/invitation'
import { HandleRpc } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { AcceptInvitation } from './accept-invitation'
import { PreviewInvitation } from './preview-invitation'

/** Open to everybody: the token in the link is the proof. */
@Injectable()
export class InvitationRpc {
  constructor(
    private readonly previewing: PreviewInvitation,
    private readonly accepting: AcceptInvitation,
  ) {}

  @HandleRpc(previewInvitation)
  async preview(input: PreviewInput): Promise<InvitationPreview> {
    return this.previewing.execute(input)
  }

  @HandleRpc(acceptInvitation)
  async accept(input: AcceptInput): Promise<AcceptedInvitation> {
    return this.accepting.execute(input)
  }
}
