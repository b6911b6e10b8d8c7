import { status, type ServerWritableStream } from '@grpc/grpc-js'
import { EventType, type WireEvent } from './event-types'
import type { PuppetEventLog } from './puppet-event-log'
import { STREAM_REPLACED } from './puppet-event-stream'

type EventRequest = { seq: number; accountId: string }
export type EventCall = ServerWritableStream<EventRequest, WireEvent>

/** Copies an event log to one client, no faster than the client reads. */
export class EventFeed {
  private next: number
  private blocked = false
  private ended = false
  private readonly unsubscribe: () => void

  /** @param copies how often each frame is written: more than once only to test a client's duplicate check. */
  constructor(
    private readonly call: EventCall,
    private readonly log: PuppetEventLog,
    private readonly copies: () => number,
    onEnd: () => void,
  ) {
    this.next = Math.max(call.request.seq + 1, log.firstSeq)
    // Ahead of everything we have: the number belongs to another log, which the epoch in the greeting tells the client.
    if (call.request.seq > log.lastSeq) this.next = log.firstSeq
    this.unsubscribe = log.onPublished(() => this.pump())
    for (const name of ['cancelled', 'close', 'error'] as const) {
      call.on(name, () => {
        this.stop()
        onEnd()
      })
    }
    call.on('drain', () => {
      this.blocked = false
      this.pump()
    })
    this.write('HEARTBEAT', { data: 'connected', epoch: log.epoch, firstSeq: log.firstSeq })
    this.pump()
  }

  /** Number of the last event handed to the transport. */
  get delivered(): number {
    return this.next - 1
  }

  dong(data: string): void {
    if (!this.ended) this.write('DONG', { data })
  }

  /** Ends the stream because a newer client has come. */
  replace(): void {
    this.fail(status.ABORTED, STREAM_REPLACED)
  }

  /** Ends the stream as a broken connection would. */
  cut(): void {
    this.fail(status.UNAVAILABLE, 'connection reset')
  }

  private pump(): void {
    while (!this.ended && !this.blocked && this.next <= this.log.lastSeq) {
      const event = this.log.at(this.next)
      // The client is slower than the log is long. It must reconnect and will be told that events are missing.
      if (!event) return this.cut()
      this.next++
      for (let copy = Math.max(1, this.copies()); copy > 0; copy--) if (!this.call.write(event)) this.blocked = true
    }
  }

  private write(name: 'HEARTBEAT' | 'DONG', payload: object): void {
    this.call.write({ type: EventType[name], payload: JSON.stringify(payload), seq: 0 })
  }

  private fail(code: number, details: string): void {
    if (this.ended) return
    this.stop()
    this.call.emit('error', { code, details })
  }

  private stop(): void {
    this.ended = true
    this.unsubscribe()
  }
}
