import { acceptInvitation, previewInvitation, type AcceptInvitation } from '@miaohui/contracts/identity/invitation'
import { Controller, Post, Req, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { clientOf, Sessions } from '../auth/sessions'
import { JoinedEnterprise } from '../auth/signed-in'
import type { EdgeRequest } from '../http/edge-request'
import { answerOf, Expose } from '../http/exposure'
import { Forward, inputOf } from '../http/forward'

@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly forward: Forward,
    private readonly sessions: Sessions,
  ) {}

  @Post('preview')
  @Expose(previewInvitation, { public: true }, { summary: 'What an invitation link offers; looking never uses it up' })
  preview(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post('accept')
  @Expose(
    answerOf(acceptInvitation, JoinedEnterprise),
    { public: true },
    { summary: 'Join the enterprise and sign in', fills: ['client'] },
  )
  async accept(@Req() request: EdgeRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<JoinedEnterprise> {
    const input = { ...inputOf(request), client: clientOf(request) } as AcceptInvitation
    const accepted = await this.forward.call(acceptInvitation, input, request)
    return { ...this.sessions.open(accepted, reply), enterpriseId: accepted.enterpriseId }
  }
}
