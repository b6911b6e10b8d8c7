import { randomHex } from '@miaohui/contracts/kernel/ids'
import { inboxPrefix, type Bus } from '@miaohui/platform/nats/bus'
import { STREAM } from '@miaohui/platform/nats/streams'
import { encodeJson } from '@miaohui/platform/nats/wire'
import type { Msg, Subscription } from 'nats'
import type pino from 'pino'

/** One delivery of an event; `tries` is 1 the first time. */
export type Delivery = { bytes: Uint8Array; tries: number; ack: () => void; retryAfter: (ms: number) => void; giveUp: () => void }

const BATCH = 256
const EXPIRES_MS = 5000
/** A server that says nothing within this has forgotten the request (restart, wiped consumer). */
const SILENCE_MS = EXPIRES_MS + 2000
const PAUSE_MS = 500
const NANOS = 1_000_000

/**
 * Pulls from the service's durable consumer, one request at a time. It needs just two subjects of the JetStream API and survives what
 * happens to the server: away, restarted, stream wiped and made again.
 */
export class DurablePull {
  private readonly inbox: string
  private subscription: Subscription | undefined
  private watchdog: NodeJS.Timeout | undefined
  private request = 0
  private missing = 0
  private stopped = false

  constructor(
    private readonly bus: Bus,
    private readonly durable: string,
    private readonly hasRoom: () => boolean,
    private readonly deliver: (delivery: Delivery) => void,
    private readonly log: pino.Logger,
  ) {
    this.inbox = `${inboxPrefix(bus.name)}.pull-${randomHex(6)}.`
  }

  start(): void {
    this.subscription = this.bus.connection.subscribe(`${this.inbox}*`, {
      callback: (error, message) => (error ? this.log.error({ err: error }, 'pull failed') : this.receive(message)),
    })
    // The server forgets requests when it restarts.
    this.bus.onReconnect(() => this.pull())
    this.pull()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.watchdog)
    this.subscription?.unsubscribe()
  }

  private pull(): void {
    clearTimeout(this.watchdog)
    if (this.stopped || this.bus.connection.isClosed()) return
    if (!this.bus.connected || !this.hasRoom()) {
      this.watchdog = setTimeout(() => this.pull(), this.bus.connected ? 5 : PAUSE_MS)
      return
    }
    this.missing = BATCH
    const ask = encodeJson({ batch: BATCH, expires: EXPIRES_MS * NANOS })
    this.bus.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${this.durable}`, ask, {
      reply: `${this.inbox}${++this.request}`,
    })
    this.watchdog = setTimeout(() => this.pull(), SILENCE_MS)
  }

  private receive(message: Msg): void {
    const acknowledge = message.reply
    if (!acknowledge?.startsWith('$JS.ACK.')) {
      // Only statuses bear the request's subject; events bear their own.
      if (message.subject !== this.inbox + String(this.request)) return
      const code = message.headers?.code ?? 0
      // 404 and 408 end a request in good order; anything else (no responders, consumer gone) is worth a pause.
      if (code === 404 || code === 408) return this.pull()
      clearTimeout(this.watchdog)
      this.log.debug({ code, reason: message.headers?.description }, 'the pull was ended')
      this.watchdog = setTimeout(() => this.pull(), PAUSE_MS)
      return
    }
    this.deliver(this.delivery(message, acknowledge))
    if (--this.missing === 0) this.pull()
  }

  private delivery(message: Msg, subject: string): Delivery {
    const answer = (text: string) => () => {
      if (!this.bus.connection.isClosed()) this.bus.publish(subject, Buffer.from(text))
    }
    const tokens = subject.split('.')
    return {
      bytes: message.data,
      // `$JS.ACK.<stream>.<consumer>.<tries>…`, or with domain and account in front of the stream.
      tries: Number(tokens[tokens.length > 9 ? 6 : 4]),
      ack: answer('+ACK'),
      retryAfter: (ms) => answer(`-NAK ${JSON.stringify({ delay: ms * NANOS })}`)(),
      giveUp: answer('+TERM'),
    }
  }
}
