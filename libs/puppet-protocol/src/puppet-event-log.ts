import { EventType, type EventName, type WireEvent } from './event-types'

/**
 * Event log of one account on a worker. A number is reserved when the event happens and published once it is durable: a client must
 * never see a number that a crash could give to another event.
 */
export class PuppetEventLog {
  private events: WireEvent[] = []
  private reserved = 0
  private readonly listeners = new Set<() => void>()

  /** @param retained how many events can be replayed at least. */
  constructor(
    readonly epoch: string,
    private readonly retained = 20_000,
  ) {}

  reserve(name: EventName, payload: object): WireEvent {
    return { type: EventType[name], payload: JSON.stringify(payload), seq: ++this.reserved }
  }

  publish(event: WireEvent): void {
    this.append(event)
    for (const listener of this.listeners) listener()
  }

  /** Takes back an event that was stored before a restart; events must come in order. */
  restore(event: WireEvent): void {
    this.reserved = event.seq
    this.append(event)
  }

  /** Number of the oldest event that can still be replayed. */
  get firstSeq(): number {
    return this.events[0]?.seq ?? this.reserved + 1
  }

  get lastSeq(): number {
    return this.events.at(-1)?.seq ?? this.reserved
  }

  at(seq: number): WireEvent | undefined {
    return this.events[seq - this.firstSeq]
  }

  onPublished(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private append(event: WireEvent): void {
    this.events.push(event)
    if (this.events.length > this.retained * 1.2) this.events.splice(0, this.events.length - this.retained)
  }
}
