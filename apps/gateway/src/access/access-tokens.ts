import { createPublicKey } from 'node:crypto'
import type { UserActor } from '@miaohui/contracts/kernel/actor'
import { isId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { LeastRecent } from '@miaohui/platform/rpc/least-recent'
import { JwtService } from '@nestjs/jwt'

const TYPE = 'at+jwt'
const AUDIENCE = 'miaohui'
const REMEMBERED = 10_000

type Claims = { sub: string; sid: string; name: string; email?: string; exp: number }

/** A session as its access token states it. `expiresAt` in epoch milliseconds. */
export type AccessSession = {
  userId: string
  sessionId: string
  name: string
  email?: string
  expiresAt: number
  actor: UserActor
}

/**
 * Reads access tokens (ES256, five minutes, made by identity). A signature costs ~100 µs to check and a console sends the same token for
 * minutes, so what was checked is remembered until it ends.
 */
export class AccessTokens {
  private readonly jwt: JwtService
  private readonly known = new LeastRecent<string, AccessSession>(REMEMBERED)

  /** @param publicKey base64 of SPKI DER */
  constructor(publicKey: string) {
    // A key object, imported once: text would be parsed again for every token.
    this.jwt = new JwtService({
      publicKey: createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
    })
  }

  /**
   * @param authorization the header as it came
   * @throws Problem UNAUTHENTICATED
   */
  verify(authorization: string | undefined): AccessSession {
    const token = bearerOf(authorization)
    if (token === undefined) throw new Problem(commonProblems.UNAUTHENTICATED)
    const known = this.known.get(token)
    if (known) {
      if (known.expiresAt > Date.now()) return known
      this.known.delete(token)
    }
    const session = this.check(token)
    this.known.set(token, session)
    return session
  }

  /** Like `verify`, with no answer instead of a refusal. */
  peek(authorization: string | undefined): AccessSession | undefined {
    try {
      return this.verify(authorization)
    } catch {
      return undefined
    }
  }

  private check(token: string): AccessSession {
    try {
      const head = this.jwt.decode<{ header: { typ?: string } } | null>(token, { complete: true })
      if (head?.header.typ !== TYPE) throw new Error('not an access token')
      const claims = this.jwt.verify<Claims>(token, { algorithms: ['ES256'], audience: AUDIENCE })
      const { sub: userId, sid: sessionId, name, email, exp } = claims
      if (!isId(userId) || !isId(sessionId) || typeof exp !== 'number') throw new Error('claims are missing')
      const actor = Object.freeze<UserActor>({ kind: 'user', userId, sessionId, name })
      return { userId, sessionId, name, email, expiresAt: exp * 1000, actor }
    } catch (cause) {
      throw new Problem(commonProblems.UNAUTHENTICATED, { cause })
    }
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
}
