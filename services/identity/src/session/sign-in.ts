import type { IssuedSession, SignIn as Input } from '@miaohui/contracts/identity/session'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { CheckCredentials } from '../credentials/check-credentials'
import { SessionIssuer } from './session-issuer'

/** Opens a session for the right e-mail and password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly units: UnitOfWork,
    private readonly credentials: CheckCredentials,
    private readonly sessions: SessionIssuer,
  ) {}

  async execute({ email, password, client }: Input): Promise<IssuedSession> {
    const user = await this.credentials.execute(email, password)
    return this.units.runGlobal((db) => this.sessions.open(db, user, client))
  }
}
