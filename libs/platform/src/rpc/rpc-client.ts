import type { Actor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem, type ProblemWire } from '@miaohui/contracts/kernel/problem'
import type { Rpc } from '@miaohui/contracts/kernel/rpc'
import { callScope, openUnit } from '../ambient'
import type { Bus } from '../nats/bus'
import { decodeJson, encodeJson, HEADERS, rawHeaders } from '../nats/wire'
import { childTrace, newTrace } from '../trace'
import type { ActorTokens } from './actor-token'

export type CallOptions = {
  actor: Actor
  /** Shortens the deadline of the contract, in milliseconds. */
  deadlineMs?: number
  trace?: string
  requestId?: string
}

export type RpcReply = { ok: true; data: unknown } | { ok: false; problem: ProblemWire }

/** Asks other services. The trace, request id and deadline of the request being handled are passed on unless given. */
export class RpcClient {
  constructor(
    private readonly bus: Bus,
    private readonly tokens: ActorTokens,
  ) {}

  /**
   * @throws Problem always: the callee's own, UPSTREAM_TIMEOUT, or UPSTREAM_UNAVAILABLE (nobody answers, not allowed, closed).
   * @throws Error inside a unit of work: a network call while holding locks is a mistake of the program.
   */
  async call<Req extends object, Rep extends object>(rpc: Rpc<Req, Rep>, input: Req, options: CallOptions): Promise<Rep> {
    if (openUnit()) throw new Error(`${rpc.subject} is called inside a unit of work`)
    const scope = callScope.getStore()
    const now = Date.now()
    const deadline = Math.min(now + Math.min(rpc.deadlineMs, options.deadlineMs ?? rpc.deadlineMs), scope?.deadline ?? Infinity)
    if (deadline <= now) throw new Problem(commonProblems.UPSTREAM_TIMEOUT, { detail: `${rpc.subject}: no time left` })
    const parent = options.trace ?? scope?.trace
    const headers = rawHeaders([
      [HEADERS.actor, this.tokens.tokenFor(options.actor)],
      [HEADERS.deadline, String(deadline)],
      [HEADERS.trace, parent ? childTrace(parent) : newTrace()],
      [HEADERS.requestId, options.requestId ?? scope?.requestId ?? newId()],
    ])
    const message = await this.bus.request(rpc.subject, encodeJson(input), headers, deadline)
    const reply = read(rpc.subject, message.data)
    if (reply.ok) return reply.data as Rep
    throw Problem.fromWire(reply.problem)
  }
}

function read(subject: string, bytes: Uint8Array): RpcReply {
  try {
    return decodeJson(bytes) as RpcReply
  } catch (cause) {
    throw new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: `${subject}: the answer is not readable`, cause })
  }
}
