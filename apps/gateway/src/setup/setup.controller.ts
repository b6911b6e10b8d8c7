import { completeSetup, getSetupStatus, type CompleteSetup } from '@miaohui/contracts/identity/session'
import { Controller, Get, Post, Req, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { clientOf, Sessions } from '../auth/sessions'
import { SignedIn } from '../auth/signed-in'
import type { EdgeRequest } from '../http/edge-request'
import { answerOf, Expose } from '../http/exposure'
import { Forward, inputOf } from '../http/forward'

@Controller('api/v1/setup')
export class SetupController {
  constructor(
    private readonly forward: Forward,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Expose(getSetupStatus, { public: true }, { summary: 'Whether this installation still has to be set up' })
  status(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(
    answerOf(completeSetup, SignedIn),
    { public: true },
    { summary: 'Create the first operator and the first enterprise', fills: ['client'], status: 201 },
  )
  async complete(@Req() request: EdgeRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedIn> {
    const input = { ...inputOf(request), client: clientOf(request) } as CompleteSetup
    return this.sessions.open(await this.forward.call(completeSetup, input, request), reply)
  }
}
