import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Finds the owner of a token. Only keyed digests are kept and compared, so the time of a look-up tells nothing about the tokens. */
export class TokenRegistry<Owner> {
  private readonly key = randomBytes(32)
  private readonly owners = new Map<string, Owner>()
  private readonly recent = new Map<string, string>()

  set(token: string, owner: Owner): void {
    this.owners.set(this.digest(token), owner)
  }

  delete(token: string): void {
    this.owners.delete(this.digest(token))
    this.recent.delete(token)
  }

  find(token: string): Owner | undefined {
    const known = this.recent.get(token)
    if (known !== undefined) return this.owners.get(known)
    const digest = this.digest(token)
    const owner = this.owners.get(digest)
    // Only tokens that are right are remembered: a stranger cannot fill the memory.
    if (owner !== undefined) this.recent.set(token, digest)
    return owner
  }

  private digest(token: string): string {
    return createHmac('sha256', this.key).update(token).digest('base64')
  }
}

/** Compares two secrets without telling by its duration where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const key = randomBytes(32)
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
