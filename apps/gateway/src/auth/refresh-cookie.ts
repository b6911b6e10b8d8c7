import { fastifyCookie } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

const NAME = 'mh_refresh'
/** Only the routes that need it ever see it. */
const PATH = '/api/v1/auth'
/** As long as a session may live; identity ends it earlier. */
const MAX_AGE_S = 30 * 24 * 3600

/** The refresh token's only home in a browser. */
export class RefreshCookie {
  /** @param secure whether the console is reached over https, where the browser must never send it in the clear. */
  constructor(private readonly secure: boolean) {}

  read(request: Pick<FastifyRequest, 'headers'>): string | undefined {
    const { cookie } = request.headers
    return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[NAME] || undefined
  }

  write(reply: FastifyReply, token: string): void {
    void reply.header('set-cookie', fastifyCookie.serialize(NAME, token, { ...this.options(), maxAge: MAX_AGE_S }))
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', fastifyCookie.serialize(NAME, '', { ...this.options(), maxAge: 0 }))
  }

  private options() {
    return { httpOnly: true, sameSite: 'strict', path: PATH, secure: this.secure } as const
  }
}
