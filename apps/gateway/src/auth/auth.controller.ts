import { endSession, refreshSession, signIn, type SignIn } from '@miaohui/contracts/identity/session'
import { identityProblems } from '@miaohui/contracts/identity/problems'
import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { Controller, Post, Req, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { AccessTokens } from '../access/access-tokens'
import type { EdgeRequest } from '../http/edge-request'
import { answerOf, Expose } from '../http/exposure'
import { Forward, inputOf } from '../http/forward'
import { RateLimits } from '../http/rate-limits'
import { LiveLines } from '../realtime/live-lines'
import { requireSameSite } from './same-site'
import { clientOf, Sessions } from './sessions'
import { SignedIn } from './signed-in'

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly forward: Forward,
    private readonly sessions: Sessions,
    private readonly limits: RateLimits,
    private readonly tokens: AccessTokens,
    private readonly lines: LiveLines,
  ) {}

  @Post('login')
  @Expose(answerOf(signIn, SignedIn), { public: true }, { summary: 'Sign in with e-mail and password', fills: ['client'] })
  async login(@Req() request: EdgeRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedIn> {
    const input = { ...inputOf(request), client: clientOf(request) } as SignIn
    this.limits.signIn(request.ip, input.email)
    return this.sessions.open(await this.forward.call(signIn, input, request), reply)
  }

  @Post('refresh')
  @Expose(
    { reply: SignedIn, problems: [...refreshSession.problems, gatewayProblems.ORIGIN_REFUSED] },
    { public: true },
    { summary: 'A new access token for the refresh cookie; needs the header `X-Requested-With: miaohui`' },
  )
  async refresh(@Req() request: EdgeRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedIn> {
    requireSameSite(request, this.sessions.publicUrl)
    const refreshToken = this.sessions.cookie.read(request)
    if (refreshToken === undefined) throw new Problem(identityProblems.SESSION_EXPIRED)
    try {
      const input = { refreshToken, client: clientOf(request) }
      return this.sessions.open(await this.forward.call(refreshSession, input, request), reply)
    } catch (error) {
      if (error instanceof Problem && error.is(identityProblems.SESSION_EXPIRED)) this.sessions.cookie.clear(reply)
      throw error
    }
  }

  @Post('logout')
  @Expose(
    { problems: [gatewayProblems.ORIGIN_REFUSED] },
    { public: true },
    { summary: 'End the session; needs the header `X-Requested-With: miaohui`' },
  )
  async logout(@Req() request: EdgeRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    requireSameSite(request, this.sessions.publicUrl)
    const refreshToken = this.sessions.cookie.read(request)
    if (refreshToken !== undefined) await this.forward.call(endSession, { refreshToken }, request)
    this.sessions.cookie.clear(reply)
    // Signing out is allowed with a token that has just ended, so an unreadable one is no reason to refuse.
    const session = this.tokens.peek(request.headers.authorization)
    if (session) this.lines.closeSession(session.sessionId)
  }
}
