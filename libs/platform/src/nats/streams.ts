import { eventSubject, type DomainEvent } from '@miaohui/contracts/kernel/event'
import { SERVICES, type ServiceName } from '@miaohui/contracts/kernel/rpc'
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type NatsConnection,
} from 'nats'

/** The one stream of all domain events. */
export const STREAM = 'EVT'

const MINUTES = 60_000
const DAYS = 24 * 60 * MINUTES
const ACK_WAIT_MS = 30_000
const MAX_ACK_PENDING = 2000

/** What a service's durable consumer delivers: the events whose contracts name the service. */
export function filterSubjects(service: ServiceName, events: readonly DomainEvent[]): string[] {
  return events
    .filter((event) => event.consumers.includes(service))
    .map((event) => eventSubject(event, '*'))
    .sort()
}

/**
 * Makes the stream and the consumers, or brings them to this release's settings. Needs the provisioner's rights; services have none of these.
 * @returns whether the stream is new: events that databases hold as published must then be published again.
 */
export async function provisionStreams(
  connection: NatsConnection,
  events: readonly DomainEvent[],
  replicas = 1,
): Promise<{ created: boolean }> {
  const manager = await connection.jetstreamManager()
  const created = await provisionStream(manager, replicas)
  await Promise.all(SERVICES.map((service) => provisionConsumer(manager, service, filterSubjects(service, events))))
  return { created }
}

async function provisionStream(manager: JetStreamManager, replicas: number): Promise<boolean> {
  const settings = {
    subjects: ['evt.>'],
    // A full stream refuses: events then wait in the outbox instead of pushing old ones out unseen.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(10 * MINUTES),
    max_age: nanos(7 * DAYS),
    num_replicas: replicas,
  }
  try {
    const { config } = await manager.streams.info(STREAM)
    const same = Object.entries(settings).every(
      ([name, value]) => JSON.stringify(config[name as keyof typeof config]) === JSON.stringify(value),
    )
    if (!same) await manager.streams.update(STREAM, { ...config, ...settings })
    return false
  } catch (error) {
    if (!isNotFound(error)) throw error
    await manager.streams.add({ name: STREAM, storage: StorageType.File, retention: RetentionPolicy.Limits, ...settings })
    return true
  }
}

async function provisionConsumer(manager: JetStreamManager, service: ServiceName, subjects: string[]): Promise<void> {
  const settings = {
    // A consumer without filter would get everything: one that consumes nothing listens to a subject nobody may publish.
    filter_subjects: subjects.length > 0 ? subjects : [`evt.${service}.none`],
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MAX_ACK_PENDING,
    // The server would drop a message silently after its last try; we count ourselves and keep it in dead_event.
    max_deliver: -1,
  }
  try {
    const { config } = await manager.consumers.info(STREAM, service)
    const known = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : [])
    if (JSON.stringify([...known].sort()) !== JSON.stringify(settings.filter_subjects))
      await manager.consumers.update(STREAM, service, settings)
  } catch (error) {
    if (!isNotFound(error)) throw error
    await manager.consumers.add(STREAM, {
      durable_name: service,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      ...settings,
    })
  }
}

function isNotFound(error: unknown): boolean {
  return (error as { api_error?: { code?: number } }).api_error?.code === 404
}
