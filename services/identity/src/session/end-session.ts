import type { EndSession as Input } from '@miaohui/contracts/identity/session'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockSession, revokeSession } from './locked-session'
import { SessionIssuer } from './session-issuer'

/** Signs out. Any token of the session will do; one that is not ours, or whose session is over, changes nothing and is no error. */
@Injectable()
export class EndSession {
  constructor(
    private readonly units: UnitOfWork,
    private readonly sessions: SessionIssuer,
  ) {}

  async execute({ refreshToken }: Input): Promise<void> {
    const presented = this.sessions.refreshTokens.read(refreshToken)
    if (!presented) return
    await this.units.runGlobal(async (db) => {
      const session = await lockSession(db, presented.sessionId)
      if (session && (presented.genuine || presented.hash.equals(session.tokenHash)))
        await revokeSession(db, presented.sessionId, 'signed-out')
    })
  }
}
