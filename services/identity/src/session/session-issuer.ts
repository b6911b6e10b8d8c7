import { createHash } from 'node:crypto'
import type { Client, IssuedSession } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { IdentityConfig } from '../config'
import { AccessTokens } from './access-tokens'
import { RefreshTokens } from './domain/refresh-token'

/** Time without a refresh, and time altogether, after which a session is over (reliability page §2.4.5). */
export const SESSION_LIFE = { idle: '12 hours', absolute: '30 days' } as const

export type SessionUser = { id: string; name: string; email: string }

/** Opens sessions and puts together what a browser gets of them. */
@Injectable()
export class SessionIssuer {
  readonly refreshTokens: RefreshTokens

  constructor(
    private readonly accessTokens: AccessTokens,
    config: IdentityConfig,
  ) {
    this.refreshTokens = new RefreshTokens(Buffer.from(config.accessPrivateKey, 'base64'))
  }

  /** Opens a session of `user`, who has just proved to be that user. */
  async open(db: EntityManager, user: SessionUser, client: Client | undefined): Promise<IssuedSession> {
    const id = newId()
    const { token, hash } = this.refreshTokens.first(id)
    await db.query(
      `insert into session (id, user_id, token_hash, device, user_agent, ip, idle_until, absolute_until)
       values ($1, $2, $3, $4, $5, $6, now() + interval '${SESSION_LIFE.idle}', now() + interval '${SESSION_LIFE.absolute}')`,
      [id, user.id, hash, deviceOf(client), client?.userAgent ?? null, client?.ip ?? null],
    )
    return this.issued(user, id, token)
  }

  issued(user: SessionUser, sessionId: string, refreshToken: string): IssuedSession {
    const { accessToken, expiresAt } = this.accessTokens.issue(user, sessionId)
    return {
      accessToken,
      expiresAt: expiresAt.toISOString(),
      user: { id: user.id, name: user.name, email: user.email },
      refreshToken,
    }
  }
}

/** What stays the same on one device: its browser. Addresses change while people walk about. */
export const deviceOf = (client: Client | undefined): Buffer =>
  createHash('sha256')
    .update(client?.userAgent ?? '')
    .digest()
