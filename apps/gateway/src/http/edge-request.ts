import type { MemberActor, PublicActor, UserActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { FastifyRequest } from 'fastify'
import type { AccessSession } from '../access/access-tokens'
import type { Exposure } from './exposure'

export type EdgeActor = PublicActor | UserActor | MemberActor

/** What the guard found out; on every request that reaches a controller. `session` is absent on public routes. */
export type Edge = { exposure: Exposure; actor: EdgeActor; session?: AccessSession }

export type EdgeRequest = Omit<FastifyRequest, 'params' | 'query'> & {
  edge: Edge
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string | string[]>>
}

/** @throws Problem UNAUTHENTICATED on a public route. */
export function sessionOf(request: EdgeRequest): AccessSession {
  const { session } = request.edge
  if (!session) throw new Problem(commonProblems.UNAUTHENTICATED)
  return session
}
