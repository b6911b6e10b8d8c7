import { status, type ClientReadableStream } from '@grpc/grpc-js'
import { decodeEvent, EventType, type EventPayloads, type PuppetEvent, type WireEvent } from './event-types'
import { fromGrpcError, ProviderError } from './provider-errors'

export type EventStreamOptions = {
  /** Where the caller's own records end: the last event that it has stored, and the log that this number belongs to. */
  resume: { seq: number; epoch?: string; selfId?: string }
  /**
   * Events in order, as many as came in while the previous batch was handled (at most 200). A batch is replayed if the handler fails,
   * so it must be idempotent by (epoch, seq).
   */
  onEvents: (events: PuppetEvent[]) => void | Promise<void>
  /** After each connect. `lostEvents`: the peer's log is another one or no longer reaches back to `resume`; a full re-sync is due. */
  onConnected?: (info: { epoch: string | undefined; lostEvents: boolean }) => void
  /** The stream is down; it reconnects by itself after `retryInMs`. */
  onDisconnected?: (error: Error, retryInMs: number) => void
  /** Another client has taken the stream over. This one stays closed: whoever owns the account decides. */
  onReplaced?: () => void
  backoff?: { minMs: number; maxMs: number }
  /** A Ding is sent when nothing has arrived for `quietMs` (60,000); without an answer in `answerMs` (10,000) the stream is dead. */
  heartbeat?: { quietMs: number; answerMs: number }
}
type Connection = {
  connect: (seq: number, selfId: string) => ClientReadableStream<WireEvent>
  ding: (data: string) => Promise<unknown>
}

const BATCH = 200
const HIGH_WATER = 2_000
const HEARTBEAT = { quietMs: 60_000, answerMs: 10_000 }
/** A connection that lived so long was a good one: the next failure starts with the shortest wait. */
const STABLE_MS = 5_000

/** The reading end of an account's event log: replay from the last stored event, no duplicates, back-off with jitter. */
export class PuppetEventStream {
  private call: ClientReadableStream<WireEvent> | undefined
  private queue: PuppetEvent[] = []
  private handling = false
  private received: number
  private handled: number
  private epoch: string | undefined
  private attempt = 0
  private connectedAt = 0
  private lastFrameAt = 0
  private closed = false
  private retryTimer: NodeJS.Timeout | undefined
  private heartbeatTimer: NodeJS.Timeout | undefined

  constructor(private readonly options: EventStreamOptions & Connection) {
    this.received = this.handled = options.resume.seq
    this.epoch = options.resume.epoch
  }

  /** Position of the last batch that the handler accepted. */
  get position(): { seq: number; epoch: string | undefined } {
    return { seq: this.handled, epoch: this.epoch }
  }

  open(): void {
    if (this.closed) return
    this.queue = []
    this.received = this.handled
    const call = this.options.connect(this.handled, this.options.resume.selfId ?? '')
    this.call = call
    this.connectedAt = this.lastFrameAt = Date.now()
    call.on('data', (frame: WireEvent) => {
      if (this.call === call) this.receive(frame)
    })
    call.on('error', (error) => this.down(call, error))
    call.on('end', () => this.down(call, new ProviderError('AMBIGUOUS', 'event stream ended')))
    this.watch(call)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.retryTimer)
    clearInterval(this.heartbeatTimer)
    this.queue = []
    this.call?.cancel()
    this.call = undefined
  }

  private receive(frame: WireEvent): void {
    this.lastFrameAt = Date.now()
    const event = decodeEvent(frame, this.epoch)
    if (event?.name === 'HEARTBEAT') return this.greet(event.payload)
    if (frame.type === EventType.DONG) return
    if (frame.seq > 0) {
      if (frame.seq <= this.received) return
      this.received = frame.seq
    }
    if (!event) return
    this.queue.push(event)
    if (this.queue.length >= HIGH_WATER) this.call?.pause()
    void this.drain()
  }

  private greet({ epoch, firstSeq }: EventPayloads['HEARTBEAT']): void {
    const otherLog = this.epoch !== undefined && epoch !== undefined && epoch !== this.epoch
    const gap = firstSeq !== undefined && firstSeq > this.handled + 1
    if (epoch !== undefined) this.epoch = epoch
    this.options.onConnected?.({ epoch, lostEvents: otherLog || gap })
    if (!otherLog || this.handled === 0) return
    // Our number belonged to the old log: read the new one from its beginning.
    this.handled = this.received = 0
    const call = this.call
    this.call = undefined
    call?.cancel()
    this.open()
  }

  private async drain(): Promise<void> {
    if (this.handling) return
    this.handling = true
    const call = this.call
    try {
      while (this.queue.length > 0 && this.call === call) {
        const batch = this.queue.splice(0, BATCH)
        await this.options.onEvents(batch)
        if (this.call !== call) break
        this.handled = batch.reduce((seq, event) => Math.max(seq, event.seq), this.handled)
        this.attempt = 0
        if (this.queue.length < HIGH_WATER / 4) this.call?.resume()
      }
    } catch (error) {
      if (call) this.down(call, error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.handling = false
    }
    if (this.queue.length > 0 && this.call) void this.drain()
  }

  private down(call: ClientReadableStream<WireEvent>, error: Error): void {
    if (this.call !== call) return
    this.call = undefined
    this.queue = []
    clearInterval(this.heartbeatTimer)
    call.cancel()
    if (this.closed) return
    if (isReplaced(error)) {
      this.closed = true
      this.options.onReplaced?.()
      return
    }
    if (Date.now() - this.connectedAt >= STABLE_MS) this.attempt = 0
    const { minMs, maxMs } = this.options.backoff ?? { minMs: 500, maxMs: 30_000 }
    const ceiling = Math.min(maxMs, minMs * 2 ** this.attempt++)
    const retryInMs = Math.round(ceiling / 2 + (Math.random() * ceiling) / 2)
    this.retryTimer = setTimeout(() => this.open(), retryInMs)
    this.options.onDisconnected?.(fromGrpcErrorOrSelf(error), retryInMs)
  }

  private watch(call: ClientReadableStream<WireEvent>): void {
    clearInterval(this.heartbeatTimer)
    const { quietMs, answerMs } = this.options.heartbeat ?? HEARTBEAT
    let askedAt = 0
    this.heartbeatTimer = setInterval(
      () => {
        if (this.call !== call) return
        const now = Date.now()
        if (askedAt > this.lastFrameAt && now - askedAt > answerMs) {
          return this.down(call, new ProviderError('WORKER_UNREACHABLE', 'no answer to Ding'))
        }
        if (askedAt > this.lastFrameAt || now - this.lastFrameAt < quietMs) return
        askedAt = now
        // A failed Ding needs no reaction of its own: the missing answer is what counts.
        this.options.ding(String(now)).catch(() => undefined)
      },
      Math.min(quietMs, answerMs, 5_000),
    )
    this.heartbeatTimer.unref()
  }
}

/** `details` of the status with which a worker ends the stream of an older client. */
export const STREAM_REPLACED = 'STREAM_REPLACED'

function isReplaced(error: Error): boolean {
  const { code, details } = error as { code?: unknown; details?: unknown }
  return code === status.ABORTED && details === STREAM_REPLACED
}

function fromGrpcErrorOrSelf(error: Error): Error {
  return 'details' in error ? fromGrpcError(error) : error
}
