import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { Actor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { PeerName } from '@miaohui/contracts/kernel/rpc'
import { JwtService } from '@nestjs/jwt'
import { LeastRecent } from './least-recent'

const TYPE = 'int+jwt'
const LIFE_S = 60
const REUSE_MS = 30_000
/** A token that is handed on must live long enough for the call it is handed to. */
const FORWARD_MARGIN_MS = 2000
const CLOCK_SKEW_S = 5
const CACHE_SIZE = 5000

type Claims = { actor: Actor; iss: PeerName; exp: number }
type Issued = { token: string; reuseUntil: number }
type Verified = { actor: Actor; expiresAt: number }

export type ActorKeys = { privateKey: string; publicKeys: Partial<Record<PeerName, string>> }

/**
 * Says who asks, signed by the process that says it (ES256, 60 s). Only the gateway may speak for people; a service speaks for itself
 * or hands on the token that it received. Signing and verifying cost ~100 µs each, so both are remembered.
 */
export class ActorTokens {
  private readonly signer: JwtService
  private readonly verifiers = new Map<string, JwtService>()
  private readonly issuedByObject = new WeakMap<Actor, Issued>()
  private readonly issuedByValue = new LeastRecent<string, Issued>(CACHE_SIZE)
  private readonly verified = new LeastRecent<string, Verified>(CACHE_SIZE)
  private readonly received = new WeakMap<Actor, { token: string; expiresAt: number }>()

  constructor(
    private readonly self: PeerName,
    keys: ActorKeys,
  ) {
    // Key objects, imported once: a PEM or DER text would be parsed again for every token.
    this.signer = new JwtService({
      privateKey: createPrivateKey({ key: Buffer.from(keys.privateKey, 'base64'), format: 'der', type: 'pkcs8' }),
    })
    for (const [peer, key] of Object.entries(keys.publicKeys)) {
      this.verifiers.set(
        peer,
        new JwtService({ publicKey: createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }) }),
      )
    }
  }

  /** The token to send for `actor`. @throws Problem UNAUTHENTICATED when this process may neither assert nor hand on that actor. */
  tokenFor(actor: Actor): string {
    const now = Date.now()
    const received = this.received.get(actor)
    if (received && received.expiresAt - FORWARD_MARGIN_MS > now) return received.token
    if (!mayAssert(this.self, actor)) {
      throw new Problem(commonProblems.UNAUTHENTICATED, {
        detail: received ? 'the caller token has expired' : `${this.self} may not speak for ${actor.kind}`,
      })
    }
    const known = this.issuedByObject.get(actor)
    if (known && known.reuseUntil > now) return known.token
    return this.issue(actor, now)
  }

  /** @throws Problem UNAUTHENTICATED for a token that is missing, forged, expired, or asserts what its issuer may not. */
  verify(token: string | undefined): Actor {
    if (!token) throw new Problem(commonProblems.UNAUTHENTICATED, { detail: 'no actor token' })
    const known = this.verified.get(token)
    if (known) {
      if (known.expiresAt + CLOCK_SKEW_S * 1000 > Date.now()) return known.actor
      this.verified.delete(token)
    }
    const claims = this.check(token)
    const actor = Object.freeze(claims.actor)
    const expiresAt = claims.exp * 1000
    this.verified.set(token, { actor, expiresAt })
    this.received.set(actor, { token, expiresAt })
    return actor
  }

  private issue(actor: Actor, now: number): string {
    const value = JSON.stringify(actor)
    let issued = this.issuedByValue.get(value)
    if (!issued || issued.reuseUntil <= now) {
      const token = this.signer.sign(
        { actor },
        { algorithm: 'ES256', issuer: this.self, expiresIn: LIFE_S, header: { alg: 'ES256', typ: TYPE } },
      )
      issued = { token, reuseUntil: now + REUSE_MS }
      this.issuedByValue.set(value, issued)
    }
    // Frozen objects are remembered by identity; one that its owner may still change is looked up by value each time.
    if (Object.isFrozen(actor)) this.issuedByObject.set(actor, issued)
    return issued.token
  }

  private check(token: string): Claims {
    try {
      const head = this.signer.decode<{ header: { typ?: string }; payload: { iss?: string } } | null>(token, { complete: true })
      const issuer = head?.payload.iss
      const verifier = issuer === undefined ? undefined : this.verifiers.get(issuer)
      if (head?.header.typ !== TYPE || !verifier) throw new Error('not one of our tokens')
      const claims = verifier.verify<Claims>(token, { algorithms: ['ES256'], issuer, clockTolerance: CLOCK_SKEW_S })
      if (!mayAssert(claims.iss, claims.actor)) throw new Error(`${claims.iss} may not speak for ${claims.actor.kind}`)
      return claims
    } catch (cause) {
      throw new Problem(commonProblems.UNAUTHENTICATED, { detail: 'the actor token is not valid', cause })
    }
  }
}

function mayAssert(issuer: PeerName, actor: Actor): boolean {
  return actor.kind === 'service' ? actor.service === issuer : issuer === 'gateway'
}
