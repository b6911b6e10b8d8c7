import type { Shape } from './fields'
import type { ProblemSpec } from './problem'

/** Services that answer requests. The gateway only asks. */
export const SERVICES = ['identity', 'org', 'license', 'account-hosting', 'messaging', 'sop'] as const
export type ServiceName = (typeof SERVICES)[number]
/** Every process identity on the bus. */
export type PeerName = ServiceName | 'gateway'

/** A reply without content. */
export class Nothing {}

/**
 * One question or command between processes: its subject, shapes and refusals. Handlers, callers, NATS permissions and tests
 * derive from this value.
 */
export type Rpc<Req extends object = object, Rep extends object = object> = {
  kind: 'rpc'
  /** `rpc.<service>.<noun>.<verb>.v1` */
  subject: string
  service: ServiceName
  request: Shape<Req>
  reply: Shape<Rep>
  problems: readonly ProblemSpec[]
  /** Who may ask; derived into NATS permissions. */
  callers: readonly PeerName[]
  /** Deadline in milliseconds that callers use unless they bring a shorter one. */
  deadlineMs: number
}

const registry = new Map<string, Rpc>()

export function defineRpc<Req extends object, Rep extends object = Nothing>(o: {
  subject: string
  request: Shape<Req>
  reply?: Shape<Rep>
  problems?: readonly ProblemSpec[]
  callers?: readonly PeerName[]
  deadlineMs?: number
}): Rpc<Req, Rep> {
  const service = o.subject.split('.')[1] as ServiceName
  if (!/^rpc\.[a-z-]+\.[a-z-]+\.[a-z-]+\.v\d+$/.test(o.subject) || !SERVICES.includes(service))
    throw new Error(`bad rpc subject ${o.subject}`)
  if (registry.has(o.subject)) throw new Error(`rpc subject ${o.subject} is declared twice`)
  const rpc: Rpc<Req, Rep> = {
    kind: 'rpc',
    subject: o.subject,
    service,
    request: o.request,
    reply: (o.reply ?? Nothing) as Shape<Rep>,
    problems: o.problems ?? [],
    callers: o.callers ?? ['gateway'],
    deadlineMs: o.deadlineMs ?? 5000,
  }
  registry.set(o.subject, rpc as unknown as Rpc)
  return rpc
}

/** Every rpc declared so far, for permission generation and inventory tests (import `@miaohui/contracts/catalogue` first). */
export const declaredRpcs = (): readonly Rpc[] => [...registry.values()]
