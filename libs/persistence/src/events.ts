import type { DomainEvent, Envelope } from '@miaohui/contracts/kernel/event'
import { declaredOn } from '@miaohui/platform/rpc/handle-rpc'
import type pino from 'pino'
import type { EntityManager } from 'typeorm'

export type EventContext = { enterpriseId: string; db: EntityManager; log: pino.Logger }

export type EventHandler<Data extends object> = (batch: Envelope<Data>[], context: EventContext) => Promise<void>

export type EventEntry = { event: DomainEvent; method: string }
const entries = new WeakMap<object, EventEntry[]>()

/**
 * Binds a method to an event of another service. Called inside a unit of work of the enterprise, with events it has not seen before,
 * at most 200 at a time, in the order they arrived; the inbox row, its effects and its own events commit together. Throwing brings the
 * events back later; after ten tries an event rests in `dead_event`.
 */
export function OnEvent<Data extends object>(event: DomainEvent<Data>) {
  return <Method extends EventHandler<Data>>(
    target: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const own = entries.get(target) ?? []
    own.push({ event: event as unknown as DomainEvent, method })
    entries.set(target, own)
  }
}

export const eventHandlersOf = (instance: object): EventEntry[] => declaredOn(entries, instance)
