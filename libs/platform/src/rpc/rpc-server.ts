import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Rpc } from '@miaohui/contracts/kernel/rpc'
import { serialise } from '@miaohui/contracts/kernel/serialise'
import { validate } from '@miaohui/contracts/kernel/validate'
import type { Msg, Subscription } from 'nats'
import type pino from 'pino'
import { callScope } from '../ambient'
import type { Bus } from '../nats/bus'
import { decodeJson, encodeJson, header, HEADERS } from '../nats/wire'
import { isTrace, newTrace } from '../trace'
import type { ActorTokens } from './actor-token'
import type { RpcContext } from './handle-rpc'
import type { RpcReply } from './rpc-client'

type Handler = (input: object, context: RpcContext) => Promise<object | void>
type Job = { rpc: Rpc; handler: Handler; message: Msg; deadline: number }

/** Handlers at work at once per process; a pool of ten connections gains nothing from more. */
const MAX_RUNNING = 128
const MAX_QUEUED = 4096
const DRAIN_MS = 10_000

/** Answers requests: one queue subscription per contract, bounded concurrency, nothing started after its deadline. */
export class RpcServer {
  private readonly subscriptions: Subscription[] = []
  private readonly served = new Set<string>()
  private readonly queue: Job[] = []
  private running = 0
  private idle: (() => void) | undefined

  constructor(
    private readonly bus: Bus,
    private readonly tokens: ActorTokens,
    private readonly log: pino.Logger,
  ) {}

  serve(rpc: Rpc, handler: Handler): void {
    if (rpc.service !== this.bus.name) throw new Error(`${this.bus.name} cannot answer ${rpc.subject}`)
    if (this.served.has(rpc.subject)) throw new Error(`${rpc.subject} has two handlers`)
    this.served.add(rpc.subject)
    const subscription = this.bus.connection.subscribe(rpc.subject, {
      queue: rpc.service,
      callback: (error, message) => {
        if (error) this.log.error({ err: error, rpc: rpc.subject }, 'subscription failed')
        else this.accept(rpc, handler, message)
      },
    })
    this.subscriptions.push(subscription)
  }

  /** Takes no more requests and waits for those at work, at most 10 s. */
  async drain(): Promise<void> {
    const still = this.subscriptions.filter((s) => !s.isClosed())
    await Promise.allSettled(still.map((s) => s.drain()))
    if (this.running === 0 && this.queue.length === 0) return
    let timer: NodeJS.Timeout | undefined
    await Promise.race([
      new Promise<void>((resolve) => (this.idle = resolve)),
      new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MS))),
    ])
    clearTimeout(timer)
    if (this.running > 0) this.log.warn({ running: this.running }, 'requests were still at work when the time to drain was over')
  }

  private accept(rpc: Rpc, handler: Handler, message: Msg): void {
    const deadline = Number(header(message, HEADERS.deadline)) || Date.now() + rpc.deadlineMs
    const job: Job = { rpc, handler, message, deadline }
    if (this.running < MAX_RUNNING) void this.run(job)
    else if (this.queue.length < MAX_QUEUED) this.queue.push(job)
    else this.refuse(message, new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: `${rpc.subject}: too much to do` }))
  }

  private async run(job: Job): Promise<void> {
    this.running++
    try {
      // Nobody waits any more: starting now could only do what the caller already reported as failed.
      if (Date.now() < job.deadline) await this.answer(job)
    } finally {
      this.running--
      const next = this.queue.shift()
      if (next) void this.run(next)
      else if (this.running === 0) this.idle?.()
    }
  }

  private async answer({ rpc, handler, message, deadline }: Job): Promise<void> {
    const given = header(message, HEADERS.trace)
    const trace = isTrace(given) ? given : newTrace()
    const requestId = header(message, HEADERS.requestId) ?? newId()
    const log = this.log
    let lazyLog: pino.Logger | undefined
    try {
      const actor = this.tokens.verify(header(message, HEADERS.actor))
      const context: RpcContext = {
        actor,
        deadline,
        trace,
        requestId,
        get log() {
          return (lazyLog ??= log.child({ rpc: rpc.subject, requestId, trace }))
        },
      }
      const input = validate(rpc.request, decodeJson(message.data))
      const reply = await callScope.run({ trace, requestId, deadline }, () => handler(input, context))
      this.respond(message, { ok: true, data: serialise(rpc.reply, reply ?? {}) })
    } catch (error) {
      this.refuse(message, this.report(error, { rpc: rpc.subject, requestId, trace }))
    }
  }

  private report(error: unknown, where: object): Problem {
    if (error instanceof Problem && error.status < 500) {
      this.log.info({ ...where, problem: error.code, detail: error.detail }, 'refused')
      return error
    }
    this.log.error({ ...where, err: error }, 'failed')
    return error instanceof Problem ? error : new Problem(commonProblems.INTERNAL)
  }

  private refuse(message: Msg, problem: Problem): void {
    this.respond(message, { ok: false, problem: problem.toWire() })
  }

  private respond(message: Msg, reply: RpcReply): void {
    try {
      message.respond(encodeJson(reply))
    } catch (error) {
      this.log.error({ err: error, subject: message.subject }, 'an answer could not be sent')
      if (reply.ok) message.respond(encodeJson({ ok: false, problem: new Problem(commonProblems.INTERNAL).toWire() }))
    }
  }
}
