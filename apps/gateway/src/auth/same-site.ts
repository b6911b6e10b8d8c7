import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { FastifyRequest } from 'fastify'

/**
 * Guards the routes that a cookie alone would open. A page of another site cannot set the header without asking first, and a browser
 * always names its origin on such a request; a caller without one is no browser and has no cookie to be abused.
 *
 * @throws Problem ORIGIN_REFUSED
 */
export function requireSameSite(request: Pick<FastifyRequest, 'headers'>, publicUrl: string): void {
  const { origin, host } = request.headers
  if (request.headers['x-requested-with'] !== 'miaohui') throw new Problem(gatewayProblems.ORIGIN_REFUSED)
  if (origin !== undefined && !isOwnOrigin(origin, host, publicUrl)) throw new Problem(gatewayProblems.ORIGIN_REFUSED)
}

/** The address people were told, or the one under which this very request arrived. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  return from.origin === new URL(publicUrl).origin || (host !== undefined && from.host === host)
}
