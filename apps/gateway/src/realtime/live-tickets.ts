import { randomBytes } from 'node:crypto'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AccessSession } from '../access/access-tokens'

const LIFE_MS = 30_000
const MAX_OPEN = 10_000

/** One-time entries to the socket: an access token in an address would end up in the logs of proxies. */
export class LiveTickets {
  private readonly open = new Map<string, { session: AccessSession; endsAt: number }>()

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws Problem TOO_MANY_REQUESTS when thousands are waiting to be used. */
  issue(session: AccessSession): { ticket: string; expiresIn: number } {
    const now = this.now()
    for (const [ticket, { endsAt }] of this.open) {
      if (endsAt > now) break
      this.open.delete(ticket)
    }
    if (this.open.size >= MAX_OPEN) throw new Problem(commonProblems.TOO_MANY_REQUESTS)
    const ticket = randomBytes(32).toString('base64url')
    this.open.set(ticket, { session, endsAt: now + LIFE_MS })
    return { ticket, expiresIn: LIFE_MS / 1000 }
  }

  /** The session that asked for the ticket, once. */
  redeem(ticket: string): AccessSession | undefined {
    const found = this.open.get(ticket)
    if (!found) return undefined
    this.open.delete(ticket)
    return found.endsAt > this.now() && found.session.expiresAt > Date.now() ? found.session : undefined
  }
}
