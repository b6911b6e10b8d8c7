import { declaredEvents, hotSubject, type DomainEvent, type Envelope } from '@miaohui/contracts/kernel/event'
import { isId } from '@miaohui/contracts/kernel/ids'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { callScope } from '@miaohui/platform/ambient'
import type { Bus } from '@miaohui/platform/nats/bus'
import { decodeJson } from '@miaohui/platform/nats/wire'
import { newTrace } from '@miaohui/platform/trace'
import type { Subscription } from 'nats'
import type pino from 'pino'
import { DurablePull, type Delivery } from './durable-pull'
import { EventLanes, type Arrival } from './event-lanes'
import type { EventHandler } from './events'
import type { UnitOfWork } from './unit-of-work'

const MAX_TRIES = 10
const MAX_BACKLOG = 1000
const MAX_HOT_BACKLOG = 5000
const DRAIN_MS = 10_000

/** Pauses before a failed event comes back: doubled each time. */
export type RetryPauses = { firstMs: number; mostMs: number }
const RETRY: RetryPauses = { firstMs: 500, mostMs: 60_000 }

/** Brings events of other services to their handlers, each once per service: the inbox row commits with the effect. */
export class EventConsumer {
  private readonly handlers = new Map<string, EventHandler<object>[]>()
  private readonly lanes = new EventLanes((enterpriseId, batch) => this.process(enterpriseId, batch))
  private readonly hot: Subscription[] = []
  private pull: DurablePull | undefined

  constructor(
    private readonly service: ServiceName,
    private readonly bus: Bus,
    private readonly units: UnitOfWork,
    private readonly log: pino.Logger,
    private readonly retry: RetryPauses = RETRY,
  ) {}

  /** @throws Error when the contract does not name this service as a consumer: the event would never come. */
  handle(event: DomainEvent, handler: EventHandler<object>): void {
    if (!event.consumers.includes(this.service)) throw new Error(`${event.name} does not list ${this.service} as a consumer`)
    this.handlers.set(event.name, [...(this.handlers.get(event.name) ?? []), handler])
  }

  start(): void {
    const consumed = declaredEvents().filter((e) => e.consumers.includes(this.service))
    const unheard = consumed.filter((e) => !this.handlers.has(e.name)).map((e) => e.name)
    if (unheard.length > 0) this.log.warn({ events: unheard }, 'events are delivered to this service and nobody handles them')
    if (this.handlers.size === 0) return
    for (const event of consumed.filter((e) => e.hot)) {
      const subscription = this.bus.connection.subscribe(hotSubject(event, '*'), {
        queue: this.service,
        callback: (error, message) => {
          if (error) this.log.error({ err: error, event: event.name }, 'subscription failed')
          else if (this.lanes.backlog < MAX_HOT_BACKLOG) this.arrive(message.data)
        },
      })
      this.hot.push(subscription)
    }
    this.pull = new DurablePull(
      this.bus,
      this.service,
      () => this.lanes.backlog < MAX_BACKLOG,
      (delivery) => this.arrive(delivery.bytes, delivery),
      this.log,
    )
    this.pull.start()
  }

  /** Takes no more events and waits for those at work, at most 10 s; what is left is delivered to the next process. */
  async stop(): Promise<void> {
    this.pull?.stop()
    for (const subscription of this.hot) subscription.unsubscribe()
    let timer: NodeJS.Timeout | undefined
    await Promise.race([this.lanes.settled(), new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MS)))])
    clearTimeout(timer)
  }

  private arrive(bytes: Uint8Array, delivery?: Delivery): void {
    try {
      const envelope = decodeJson(bytes) as Envelope
      if (!isId(envelope.id) || !isId(envelope.enterpriseId)) throw new Error('not an envelope')
      this.lanes.push({ envelope, delivery })
    } catch (error) {
      this.log.error({ err: error }, 'an event is not readable')
      delivery?.giveUp()
    }
  }

  private async process(enterpriseId: string, batch: Arrival[]): Promise<void> {
    try {
      await this.commit(enterpriseId, batch)
      for (const { delivery } of batch) delivery?.ack()
    } catch (error) {
      // One bad event must not hold up its neighbours.
      if (batch.length > 1) for (const one of batch) await this.process(enterpriseId, [one])
      else if (batch[0]) await this.failed(batch[0], error)
    }
  }

  private async commit(enterpriseId: string, batch: Arrival[]): Promise<void> {
    const byId = new Map(batch.map(({ envelope }) => [envelope.id, envelope]))
    const first = batch[0]?.envelope
    const scope = { trace: first?.trace ?? newTrace(), requestId: first?.id ?? '' }
    await callScope.run(scope, () =>
      this.units.run(enterpriseId, async (db) => {
        // Sorted, so that two replicas with overlapping batches wait for each other instead of deadlocking.
        const fresh = await db.query<{ event_id: string }[]>(
          `insert into inbox (consumer, event_id) select $1, id from unnest($2::uuid[]) id order by id
           on conflict do nothing returning event_id`,
          [this.service, [...byId.keys()]],
        )
        const unseen = new Set(fresh.map((row) => row.event_id))
        const todo = [...byId.values()].filter((envelope) => unseen.has(envelope.id))
        for (const run of runsByName(todo)) {
          for (const handler of this.handlers.get(run[0]!.name) ?? []) await handler(run, { enterpriseId, db, log: this.log })
        }
      }),
    )
  }

  private async failed({ envelope, delivery }: Arrival, error: unknown): Promise<void> {
    const where = { event: envelope.name, id: envelope.id, tries: delivery?.tries, err: error }
    if (!delivery) return this.log.warn(where, 'a hot event failed; its durable copy follows')
    if (delivery.tries < MAX_TRIES) {
      this.log.warn(where, 'an event failed and comes back')
      return delivery.retryAfter(Math.min(this.retry.firstMs * 2 ** (delivery.tries - 1), this.retry.mostMs))
    }
    this.log.error(where, 'an event failed for the last time')
    try {
      await this.bury(envelope, delivery.tries, error)
      delivery.giveUp()
    } catch (problem) {
      this.log.error({ err: problem, id: envelope.id }, 'a dead event could not be kept; it comes back')
      delivery.retryAfter(this.retry.mostMs)
    }
  }

  private async bury(envelope: Envelope, tries: number, error: unknown): Promise<void> {
    await this.units.run(envelope.enterpriseId, (db) =>
      db.query(
        `insert into dead_event (consumer, event_id, enterprise_id, name, envelope, error, tries) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (consumer, event_id) do update set error = excluded.error, tries = excluded.tries, failed_at = now()`,
        [this.service, envelope.id, envelope.enterpriseId, envelope.name, JSON.stringify(envelope), String(error), tries],
      ),
    )
  }
}

/** Neighbours of the same kind together; the order between kinds is kept. */
function runsByName(envelopes: Envelope[]): Envelope[][] {
  const runs: Envelope[][] = []
  for (const envelope of envelopes) {
    const last = runs.at(-1)
    if (last?.[0]?.name === envelope.name) last.push(envelope)
    else runs.push([envelope])
  }
  return runs
}
