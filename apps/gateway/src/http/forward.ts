import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { Nothing, type Rpc } from '@miaohui/contracts/kernel/rpc'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Injectable } from '@nestjs/common'
import { Memberships } from '../access/memberships'
import type { EdgeRequest } from './edge-request'

type Fields = Record<string, unknown>

/** Turns an HTTP request into the rpc its route is declared with, as the member who sent it. */
@Injectable()
export class Forward {
  constructor(
    private readonly rpc: RpcClient,
    private readonly memberships: Memberships,
  ) {}

  /** @throws Problem of the service, unchanged. */
  async ask(request: EdgeRequest): Promise<object | undefined> {
    const { rpc } = request.edge.exposure
    if (!rpc) throw new Error(`${request.routeOptions.url} is declared without an rpc`)
    const reply = await this.call(rpc, inputOf(request), request)
    const { enterpriseId } = request.params
    // Who makes a team or changes a permission group goes on with it at once, without waiting for the old answer to age.
    if (rpc.service === 'org' && request.method !== 'GET' && enterpriseId !== undefined) this.memberships.changed(enterpriseId)
    return rpc.reply === Nothing ? undefined : reply
  }

  /** Asks another rpc on behalf of the same request. */
  call<Req extends object, Rep extends object>(rpc: Rpc<Req, Rep>, input: Req, request: EdgeRequest): Promise<Rep> {
    return this.rpc.call(rpc, input, { actor: request.edge.actor, requestId: request.id })
  }
}

/**
 * Query, body and path as one request. The path wins: a body cannot point a route at another team or record. Fields the contract does
 * not know are passed on, so that the service refuses them.
 */
export function inputOf(request: Pick<EdgeRequest, 'params' | 'query' | 'body' | 'headers' | 'edge'>): Fields {
  const { body, params } = request
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) {
    throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: '', code: 'OBJECT' }] })
  }
  const input: Fields = { ...request.query, ...body }
  for (const name in params) if (name !== 'enterpriseId') input[name] = params[name]
  if (request.edge.exposure.idempotent && input.idempotencyKey === undefined) {
    const key = request.headers['idempotency-key']
    if (key !== undefined) input.idempotencyKey = key
  }
  return input
}
