import type { FastifyReply, FastifyRequest } from 'fastify'

const NAME = 'mh_refresh'
/** Only the routes that need it ever see it. */
const PATH = '/api/v1/auth'
/** As long as a session may live; identity ends it earlier. */
const MAX_AGE_S = 30 * 24 * 3600
/** What may stand in a cookie without quoting (RFC 6265); refresh tokens are base64url. */
const PLAIN = /^[\w.~+/=-]*$/

/** The refresh token's only home in a browser. */
export class RefreshCookie {
  /** @param secure whether the console is reached over https, where the browser must never send it in the clear. */
  constructor(private readonly secure: boolean) {}

  read({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
    for (const part of headers.cookie?.split(';') ?? []) {
      const [name, ...value] = part.trim().split('=')
      const text = value.join('=')
      if (name === NAME && text !== '' && PLAIN.test(text)) return text
    }
    return undefined
  }

  write(reply: FastifyReply, token: string): void {
    if (!PLAIN.test(token)) throw new Error('the refresh token does not fit into a cookie')
    this.set(reply, token, MAX_AGE_S)
  }

  clear(reply: FastifyReply): void {
    this.set(reply, '', 0)
  }

  private set(reply: FastifyReply, value: string, maxAge: number): void {
    const secure = this.secure ? '; Secure' : ''
    void reply.header('set-cookie', `${NAME}=${value}; Max-Age=${maxAge}; Path=${PATH}; HttpOnly${secure}; SameSite=Strict`)
  }
}
