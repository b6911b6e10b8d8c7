import type { Client, IssuedSession } from '@miaohui/contracts/identity/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RefreshCookie } from './refresh-cookie'
import type { SignedIn } from './signed-in'

/** Hands a new session to a browser: the access token in the body, the refresh token in its cookie. */
export class Sessions {
  readonly cookie: RefreshCookie

  constructor(readonly publicUrl: string) {
    this.cookie = new RefreshCookie(publicUrl.startsWith('https:'))
  }

  open(issued: IssuedSession, reply: FastifyReply): SignedIn {
    this.cookie.write(reply, issued.refreshToken)
    const { accessToken, expiresAt, user } = issued
    const expiresIn = Math.max(0, Math.floor((Date.parse(expiresAt) - Date.now()) / 1000))
    return { accessToken, expiresAt, expiresIn, user }
  }
}

/** What identity remembers of the device: to tell a retry from a stolen token, and to show sessions to their owner. */
export function clientOf(request: Pick<FastifyRequest, 'headers' | 'ip'>): Client {
  return { userAgent: request.headers['user-agent']?.slice(0, 300), ip: request.ip }
}
