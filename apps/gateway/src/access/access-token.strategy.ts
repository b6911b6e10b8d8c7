import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { Strategy } from 'passport'
import { AccessTokens, type AccessSession } from './access-tokens'

export const ACCESS_TOKEN = 'access-token'

/** How a browser says who it is. Further ways to sign in (OpenID Connect, an API token) become strategies beside this one. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(private readonly tokens: AccessTokens) {
    super()
  }

  /** Success hands the session on; a refusal is a Problem and passes through unchanged. */
  override authenticate(request: { headers: { authorization?: string } }): void {
    try {
      this.success(this.validate(request.headers.authorization))
    } catch (problem) {
      this.error(problem)
    }
  }

  validate(authorization?: string): AccessSession {
    return this.tokens.verify(authorization)
  }
}
