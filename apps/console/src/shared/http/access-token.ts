import type { SignedIn } from './api-types'
import { LOCAL_CODES, localProblem, problemFrom, ProblemError } from './problem'

const REFRESH_URL = '/api/v1/auth/refresh'
/** A token that ends within this many milliseconds is renewed before it is used, so that a slow request does not outlive it. */
const EARLY = 20_000
const REFRESH_LIMIT = 15_000

/** Sent with each change: a form of another site cannot set it, so the refresh cookie alone moves nothing. */
export const SAME_SITE_HEADERS = { 'X-Requested-With': 'miaohui' } as const

/**
 * The access token, in memory only: nothing that survives the tab and nothing another script could read from storage. The refresh
 * cookie renews it.
 */
export class AccessToken {
  private token: string | null = null
  private endsAt = 0
  private renewing: Promise<SignedIn> | null = null
  private lost: () => void = () => undefined

  /** Called once the server says that the session is over. */
  onLost(listener: () => void): void {
    this.lost = listener
  }

  take(signedIn: Pick<SignedIn, 'accessToken' | 'expiresIn'>): void {
    this.token = signedIn.accessToken
    this.endsAt = Date.now() + signedIn.expiresIn * 1000
  }

  forget(): void {
    this.token = null
    this.endsAt = 0
  }

  get present(): boolean {
    return this.token !== null
  }

  /** A token that is good for a request now, or null for a guest. */
  async current(): Promise<string | null> {
    if (this.token === null) return null
    if (Date.now() < this.endsAt - EARLY) return this.token
    await this.renew()
    return this.token
  }

  /**
   * One renewal at a time, over all tabs: the refresh token is rotated by each use.
   * @throws ProblemError of the refresh route; 401 ends the session.
   */
  renew(): Promise<SignedIn> {
    this.renewing ??= withBrowserLock('miaohui-refresh', () => this.requestRenewal()).finally(() => {
      this.renewing = null
    })
    return this.renewing
  }

  private async requestRenewal(): Promise<SignedIn> {
    const hadToken = this.token !== null
    let response: Response
    try {
      response = await fetch(REFRESH_URL, {
        method: 'POST',
        credentials: 'same-origin',
        headers: SAME_SITE_HEADERS,
        signal: AbortSignal.timeout(REFRESH_LIMIT),
      })
    } catch (thrown) {
      throw new ProblemError(localProblem(LOCAL_CODES.unreachable), thrown)
    }
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) {
      const signedIn = body as SignedIn
      this.take(signedIn)
      return signedIn
    }
    if (response.status === 401) {
      this.forget()
      if (hadToken) this.lost()
    }
    throw new ProblemError(problemFrom(body, response.status, response.headers.get('x-request-id') ?? undefined))
  }
}

function withBrowserLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? (navigator.locks.request(name, work) as Promise<T>) : work()
}

export const accessToken = new AccessToken()
