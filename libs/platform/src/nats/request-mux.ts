import { randomHex } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { Events, type Msg, type MsgHdrs, type NatsConnection } from 'nats'
import { DeadlineWheel } from './deadline-wheel'

type Pending = { subject: string; resolve: (reply: Msg) => void; reject: (problem: Problem) => void }

const NO_RESPONDERS = 503

/**
 * Requests over one inbox subscription for the life of the connection (a third of the CPU of the stock client's request).
 * Every request ends: with a reply, at its deadline, at once when nobody listens or the server refuses it, or when the connection closes.
 */
export class RequestMux {
  private readonly pending = new Map<number, Pending>()
  private readonly wheel = new DeadlineWheel((id) => this.fail(id, commonProblems.UPSTREAM_TIMEOUT, 'no answer in time'))
  private readonly inbox: string
  private lastId = 0
  private closed = false

  constructor(
    private readonly nc: NatsConnection,
    inboxPrefix: string,
  ) {
    this.inbox = `${inboxPrefix}.${randomHex(8)}.`
    nc.subscribe(`${this.inbox}*`, { callback: (error, reply) => (error ? undefined : this.settle(reply)) })
    void this.watch()
    void nc.closed().then(() => this.close())
  }

  get waiting(): number {
    return this.pending.size
  }

  /** @throws Problem UPSTREAM_TIMEOUT or UPSTREAM_UNAVAILABLE, never anything else. `deadline` in epoch milliseconds. */
  request(subject: string, payload: Uint8Array, headers: MsgHdrs | undefined, deadline: number): Promise<Msg> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(unavailable(subject, 'the connection is closed'))
      const id = ++this.lastId
      this.pending.set(id, { subject, resolve, reject })
      try {
        this.nc.publish(subject, payload, { reply: this.inbox + id, headers })
        this.wheel.add(id, deadline)
      } catch (cause) {
        this.pending.delete(id)
        reject(unavailable(subject, cause instanceof Error ? cause.message : 'not sent', cause))
      }
    })
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.wheel.stop()
    for (const id of [...this.pending.keys()]) this.fail(id, commonProblems.UPSTREAM_UNAVAILABLE, 'the connection was closed')
  }

  private settle(reply: Msg): void {
    const id = Number(reply.subject.slice(this.inbox.length))
    const call = this.pending.get(id)
    if (!call) return
    this.pending.delete(id)
    if (reply.data.length === 0 && reply.headers?.code === NO_RESPONDERS) call.reject(unavailable(call.subject, 'nobody answers'))
    else call.resolve(reply)
  }

  private fail(id: number, spec: (typeof commonProblems)[keyof typeof commonProblems], detail: string): void {
    const call = this.pending.get(id)
    if (!call) return
    this.pending.delete(id)
    call.reject(new Problem(spec, { detail: `${call.subject}: ${detail}` }))
  }

  /** The server tells a refused publish apart from the call: without this the caller would wait for its deadline. */
  private async watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      const refused = status.type === Events.Error ? status.permissionContext : undefined
      if (refused?.operation !== 'publish') continue
      for (const [id, call] of this.pending) {
        if (call.subject === refused.subject)
          this.fail(id, commonProblems.UPSTREAM_UNAVAILABLE, 'the bus does not allow this request')
      }
    }
  }
}

function unavailable(subject: string, detail: string, cause?: unknown): Problem {
  return new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: `${subject}: ${detail}`, cause })
}
