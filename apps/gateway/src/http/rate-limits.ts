import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { LeastRecent } from '@miaohui/platform/rpc/least-recent'

const MINUTE_MS = 60_000
const REMEMBERED = 20_000

type Window = { startedAt: number; used: number }

/** Counts per minute and key; two numbers per key, the keys not seen for longest are forgotten. */
export class MinuteLimit {
  private readonly windows = new LeastRecent<string, Window>(REMEMBERED)

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Problem TOO_MANY_REQUESTS saying in `meta.retryAfterSeconds` when the next one is welcome. */
  take(key: string): void {
    const now = this.now()
    const window = this.windows.get(key)
    if (!window || now - window.startedAt >= MINUTE_MS) {
      this.windows.set(key, { startedAt: now, used: 1 })
      return
    }
    if (++window.used <= this.perMinute) return
    const retryAfterSeconds = Math.ceil((window.startedAt + MINUTE_MS - now) / 1000)
    throw new Problem(commonProblems.TOO_MANY_REQUESTS, { meta: { retryAfterSeconds } })
  }
}

/**
 * What one process lets through (reliability page §2.4.10): a first fence against floods. The guard against guessed passwords is
 * identity's and counts in the database.
 */
export class RateLimits {
  private readonly signIns = new MinuteLimit(10)
  private readonly visitors = new MinuteLimit(600)
  private readonly principals: MinuteLimit

  constructor(requestsPerMinute: number) {
    this.principals = new MinuteLimit(requestsPerMinute)
  }

  /** Per address and e-mail, so that an office behind one address is not shut out by one person. */
  signIn(ip: string, email: unknown): void {
    this.signIns.take(`${ip} ${typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : ''}`)
  }

  /** Anybody without a session, per address. */
  visitor(ip: string): void {
    this.visitors.take(ip)
  }

  principal(userId: string): void {
    this.principals.take(userId)
  }
}
