import { identityProblems } from '@miaohui/contracts/identity/problems'
import type { IssuedSession, RefreshSession as Input } from '@miaohui/contracts/identity/session'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { judgeRefresh } from './domain/refresh-rule'
import { lockSession, revokeSession } from './locked-session'
import { deviceOf, SESSION_LIFE, SessionIssuer } from './session-issuer'

/**
 * Exchanges a refresh token for a new access token and the next refresh token. A token that was exchanged before is a sign of theft
 * and ends the session, but for ten seconds on the same device.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly units: UnitOfWork,
    private readonly sessions: SessionIssuer,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  async execute({ refreshToken, client }: Input): Promise<IssuedSession> {
    const presented = this.sessions.refreshTokens.read(refreshToken)
    if (!presented) throw expired()
    const { sessionId } = presented
    const issued = await this.units.runGlobal(async (db) => {
      const session = await lockSession(db, sessionId)
      if (!session) return null
      const verdict = judgeRefresh(session, { ...presented, device: deviceOf(client) }, session.now)
      if (verdict === 'reuse') {
        // The refusal must not undo this: it is thrown after the commit.
        await revokeSession(db, sessionId, 'reuse')
        this.log.warn({ sessionId, userId: session.user.id }, 'a refresh token was used again; its session is ended')
      }
      if (verdict === 'reuse' || verdict === 'refuse') return null
      const next = this.sessions.refreshTokens.successor(presented)
      if (verdict === 'rotate') {
        await db.query(
          `update session set previous_hash = token_hash, token_hash = $2, rotated_at = clock_timestamp(),
             idle_until = now() + interval '${SESSION_LIFE.idle}', ip = coalesce($3, ip) where id = $1`,
          [sessionId, next.hash, client?.ip ?? null],
        )
      }
      return this.sessions.issued(session.user, sessionId, next.token)
    })
    if (!issued) throw expired()
    return issued
  }
}

const expired = (): Problem => new Problem(identityProblems.SESSION_EXPIRED)
