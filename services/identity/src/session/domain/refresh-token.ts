import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

const SESSION_BYTES = 16
const SECRET_BYTES = 32
const SEAL_BYTES = 16

/** A refresh token taken apart: whose session, the 256-bit secret, and whether this installation made it. */
export type PresentedToken = { sessionId: string; hash: Buffer; genuine: boolean; secret: Buffer }

/**
 * Makes and reads refresh tokens. A token's successor is an HMAC of it: whoever presents the same token twice gets the same
 * successor, and only hashes are stored. The seal tells an old token of ours from a made-up one without keeping old hashes.
 */
export class RefreshTokens {
  private readonly successorKey: Buffer
  private readonly sealKey: Buffer

  /** @param installationSecret never leaves the process; when it changes sessions go on, but copies of older tokens are not recognised */
  constructor(installationSecret: Buffer) {
    this.successorKey = derive(installationSecret, 'refresh token successor')
    this.sealKey = derive(installationSecret, 'refresh token seal')
  }

  first(sessionId: string): { token: string; hash: Buffer } {
    return this.made(sessionId, randomBytes(SECRET_BYTES))
  }

  successor({ sessionId, secret }: PresentedToken): { token: string; hash: Buffer } {
    return this.made(sessionId, createHmac('sha256', this.successorKey).update(idBytes(sessionId)).update(secret).digest())
  }

  /** Null when the text is no refresh token at all. */
  read(token: string): PresentedToken | null {
    const bytes = Buffer.from(token, 'base64url')
    if (bytes.length !== SESSION_BYTES + SECRET_BYTES + SEAL_BYTES) return null
    const id = bytes.subarray(0, SESSION_BYTES).toString('hex')
    const secret = bytes.subarray(SESSION_BYTES, SESSION_BYTES + SECRET_BYTES)
    const sessionId = `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`
    const genuine = timingSafeEqual(bytes.subarray(-SEAL_BYTES), this.seal(sessionId, secret))
    return { sessionId, secret, hash: hashOf(secret), genuine }
  }

  private made(sessionId: string, secret: Buffer): { token: string; hash: Buffer } {
    const token = Buffer.concat([idBytes(sessionId), secret, this.seal(sessionId, secret)]).toString('base64url')
    return { token, hash: hashOf(secret) }
  }

  private seal(sessionId: string, secret: Buffer): Buffer {
    return createHmac('sha256', this.sealKey).update(idBytes(sessionId)).update(secret).digest().subarray(0, SEAL_BYTES)
  }
}

const derive = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `miaohui ${purpose} v1`, 32))
const idBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
const hashOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest()
