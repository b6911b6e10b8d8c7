import { createPrivateKey } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import { IdentityConfig } from '../config'

const LIFE_S = 300

/** Signs the short-lived tokens with which a browser says who it is; the gateway checks them by the public key. */
@Injectable()
export class AccessTokens {
  private readonly signer: JwtService

  constructor(config: IdentityConfig) {
    // A key object, imported once: handing over text would parse it again for every token.
    const privateKey = createPrivateKey({ key: Buffer.from(config.accessPrivateKey, 'base64'), format: 'der', type: 'pkcs8' })
    this.signer = new JwtService({ privateKey })
  }

  issue(user: { id: string; name: string; email: string }, sessionId: string): { accessToken: string; expiresAt: Date } {
    const issuedAt = Math.floor(Date.now() / 1000)
    const accessToken = this.signer.sign(
      { sub: user.id, sid: sessionId, name: user.name, email: user.email, iat: issuedAt },
      { algorithm: 'ES256', audience: 'miaohui', expiresIn: LIFE_S, header: { alg: 'ES256', typ: 'at+jwt' } },
    )
    return { accessToken, expiresAt: new Date((issuedAt + LIFE_S) * 1000) }
  }
}
