import { newId, NO_ENTERPRISE } from '@miaohui/contracts/kernel/ids'
import { eventSubject, hotSubject, type DomainEvent, type Envelope } from '@miaohui/contracts/kernel/event'
import { serialise } from '@miaohui/contracts/kernel/serialise'
import { callScope } from '@miaohui/platform/ambient'
import type { Unit, UnitOfWork } from './unit-of-work'

export type OutboxEntry<Data extends object> = {
  /** The record the event is about, e.g. `account:<id>`: events of one aggregate reach consumers in the order of their commits. */
  aggregate: string
  data: Data
  /** The unit's, unless given (a unit without enterprise must say). */
  enterpriseId?: string
}

export type OutboxRow = Omit<Envelope, 'data'> & { subject: string; data: string }

export type HotCopy = { subject: string; bytes: Buffer }

/** Told after the commit that rows are waiting; hot events come along for the fast road. */
export type OutboxListener = (hot: HotCopy[]) => void

const MAX_ENTRIES = 1000

// Locks are taken in a fixed order, and before the numbers are drawn: whoever commits later has the higher number of an aggregate.
const APPEND = `
  with locked as materialized (
    select count(pg_advisory_xact_lock(hashtextextended(a, 8401))) as n from (select distinct a from unnest($3::text[]) a order by a) distinct_aggregate),
  numbered as materialized (
    select t.*, nextval('outbox_seq') as seq, now() as at
    from locked, unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) with ordinality
      as t(id, enterprise_id, aggregate, name, subject, data, ord)),
  inserted as (
    insert into outbox (id, enterprise_id, aggregate, seq, name, subject, data, trace, created_at)
    select id, enterprise_id, aggregate, seq, name, subject, data::json, $7, at from numbered)
  select id, seq::text as seq, at from numbered order by ord`

/** Announces facts in the transaction that makes them true. */
export class Outbox {
  private listener: OutboxListener = () => undefined
  private readonly hotByUnit = new WeakMap<Unit, HotCopy[]>()

  constructor(private readonly units: UnitOfWork) {}

  listen(listener: OutboxListener): void {
    this.listener = listener
  }

  /** @throws Error outside a unit of work. */
  append<Data extends object>(event: DomainEvent<Data>, entry: OutboxEntry<Data>): Promise<void> {
    return this.appendAll(event, [entry])
  }

  /** Many events of one kind in one round trip. For a mass change announce one event per batch of rows instead. */
  async appendAll<Data extends object>(event: DomainEvent<Data>, entries: readonly OutboxEntry<Data>[]): Promise<void> {
    const unit = this.units.current()
    if (!unit) throw new Error(`${event.name} is appended outside a unit of work`)
    if (entries.length === 0) return
    if (entries.length > MAX_ENTRIES)
      throw new Error(`${event.name}: more than ${MAX_ENTRIES} entries; announce a batch as one event`)
    const declared = event as unknown as DomainEvent
    const trace = callScope.getStore()?.trace ?? null
    const rows = entries.map((entry) => {
      const enterpriseId = entry.enterpriseId ?? unit.enterpriseId ?? NO_ENTERPRISE
      return {
        id: newId(),
        enterpriseId,
        aggregate: entry.aggregate,
        subject: eventSubject(declared, enterpriseId),
        data: JSON.stringify(serialise(declared.data, entry.data)),
      }
    })
    const numbered = await unit.db.query<{ id: string; seq: string; at: Date }[]>(APPEND, [
      rows.map((r) => r.id),
      rows.map((r) => r.enterpriseId),
      rows.map((r) => r.aggregate),
      rows.map(() => event.name),
      rows.map((r) => r.subject),
      rows.map((r) => r.data),
      trace,
    ])
    const hot = this.announceAfterCommit(unit)
    if (!event.hot) return
    rows.forEach((row, i) => {
      const { seq, at } = numbered[i]!
      const bytes = envelopeBytes({ ...row, name: event.name, seq: Number(seq), at: at.toISOString(), trace: trace ?? undefined })
      hot.push({ subject: hotSubject(declared, row.enterpriseId), bytes })
    })
  }

  private announceAfterCommit(unit: Unit): HotCopy[] {
    const known = this.hotByUnit.get(unit)
    if (known) return known
    const hot: HotCopy[] = []
    this.hotByUnit.set(unit, hot)
    unit.afterCommit.push(() => this.listener(hot))
    return hot
  }
}

/** The bytes that travel; `data` is JSON text already. */
export function envelopeBytes({ subject: _subject, data, ...head }: OutboxRow): Buffer {
  const text = JSON.stringify(head)
  return Buffer.from(`${text.slice(0, -1)},"data":${data}}`)
}
