import type { Shape } from './fields'
import { SERVICES, type ServiceName } from './rpc'

/**
 * A fact that one service announces. Published through the outbox on `evt.<service>.<enterpriseId>.<noun>.<past-verb>.v1`;
 * consumers see each event at least once and de-duplicate by its id (inbox).
 */
export type DomainEvent<Data extends object = object> = {
  kind: 'event'
  /** `<service>.<noun>.<past-verb>.v1`: the subject without prefix and enterprise. */
  name: string
  service: ServiceName
  data: Shape<Data>
  consumers: readonly ServiceName[]
  /**
   * A hot event is also handed to its consumers over core NATS right after commit, so that the road of the first reply does not wait
   * for JetStream; the durable copy follows and the inbox drops it.
   */
  hot: boolean
}

export type DataOf<E> = E extends DomainEvent<infer Data> ? Data : never

const registry = new Map<string, DomainEvent>()

export function defineEvent<Data extends object>(o: {
  name: string
  data: Shape<Data>
  consumers: readonly ServiceName[]
  hot?: boolean
}): DomainEvent<Data> {
  const service = o.name.split('.')[0] as ServiceName
  if (!/^[a-z-]+\.[a-z-]+\.[a-z-]+\.v\d+$/.test(o.name) || !SERVICES.includes(service))
    throw new Error(`bad event name ${o.name}`)
  if (registry.has(o.name)) throw new Error(`event ${o.name} is declared twice`)
  const event: DomainEvent<Data> = {
    kind: 'event',
    name: o.name,
    service,
    data: o.data,
    consumers: o.consumers,
    hot: o.hot ?? false,
  }
  registry.set(o.name, event as unknown as DomainEvent)
  return event
}

export const declaredEvents = (): readonly DomainEvent[] => [...registry.values()]

/** Durable subject of an event for one enterprise (`*` for a filter over all). */
export function eventSubject(event: DomainEvent, enterpriseId: string): string {
  return subjectFor('evt', event, enterpriseId)
}

/** Core NATS subject of a hot event's fast copy. */
export function hotSubject(event: DomainEvent, enterpriseId: string): string {
  return subjectFor('hot', event, enterpriseId)
}

function subjectFor(prefix: string, event: DomainEvent, enterpriseId: string): string {
  const [service, ...rest] = event.name.split('.')
  return `${prefix}.${service}.${enterpriseId}.${rest.join('.')}`
}

/** What travels: the same bytes on the durable and on the hot road. `id` is the outbox row's id and the `Nats-Msg-Id`. */
export type Envelope<Data extends object = object> = {
  id: string
  name: string
  enterpriseId: string
  /** The record the event is about; `seq` grows per aggregate, so a consumer can drop what is older than what it has. */
  aggregate: string
  seq: number
  at: string
  trace?: string
  data: Data
}
