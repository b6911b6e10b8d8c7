import type { sendUnaryData, Server, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js'
import { EventFeed, type EventCall } from './event-feed'
import { IDEMPOTENCY_KEY_METADATA, puppetService } from './grpc-definitions'
import { ProviderError, toGrpcStatus } from './provider-errors'
import type { PuppetEventLog } from './puppet-event-log'
import type { PuppetMethod, PuppetRequest, PuppetResponse } from './puppet-methods'

export type PuppetCallContext = { method: PuppetMethod; idempotencyKey: string | undefined; cancelled: () => boolean }
/** What a worker answers; methods that are left out are answered with UNSUPPORTED. Ding and Event are the server's own. */
export type PuppetHandlers<Account> = {
  [M in Exclude<PuppetMethod, 'Ding'>]?: (
    account: Account,
    request: PuppetRequest<M>,
    context: PuppetCallContext,
  ) => PuppetResponse<M> | Promise<PuppetResponse<M>>
}
export type PuppetServerOptions<Account> = {
  findAccount: (token: string) => Account | undefined
  eventLog: (account: Account) => PuppetEventLog
  handlers: PuppetHandlers<Account>
  /** Wraps every call of a handler: the place for latency and injected faults. */
  around?: (account: Account, context: PuppetCallContext, handle: () => Promise<object>) => Promise<object>
  /** How many copies of each event frame are sent; for tests of the other side. */
  eventCopies?: (account: Account) => number
  onStreamOpened?: (account: Account) => void
}

type AnyHandler<Account> = (account: Account, request: object, context: PuppetCallContext) => object | Promise<object>

/** The worker's end of the puppet protocol: many accounts behind one port, told apart by their tokens. */
export class PuppetServer<Account extends object> {
  private readonly feeds = new Map<Account, EventFeed>()

  constructor(private readonly options: PuppetServerOptions<Account>) {}

  register(server: Server): void {
    const implementation: UntypedServiceImplementation = {}
    const handlers = this.options.handlers as Record<string, AnyHandler<Account> | undefined>
    for (const method of Object.keys(puppetService)) implementation[method] = this.unary(method as PuppetMethod, handlers[method])
    implementation['Ding'] = this.unary('Ding', (account, request) => {
      this.feeds.get(account)?.dong((request as PuppetRequest<'Ding'>).data)
      return {}
    })
    implementation['Event'] = (call: EventCall) => this.openFeed(call)
    // Streams that we do not speak; grpc-js would hand the unary stub a missing callback.
    implementation['Download'] = (call: EventCall) =>
      call.emit('error', toGrpcStatus(new ProviderError('UNSUPPORTED', 'Download')))
    server.addService(puppetService, implementation)
  }

  hasStream(account: Account): boolean {
    return this.feeds.has(account)
  }

  /** Number of the last event that the account's client was handed; 0 without a client. */
  deliveredSeq(account: Account): number {
    return this.feeds.get(account)?.delivered ?? 0
  }

  cutStream(account: Account): void {
    this.feeds.get(account)?.cut()
  }

  cutAllStreams(): void {
    for (const feed of [...this.feeds.values()]) feed.cut()
  }

  private unary(method: PuppetMethod, handler: AnyHandler<Account> | undefined) {
    return (call: ServerUnaryCall<object, object>, reply: sendUnaryData<object>): void => {
      const account = this.authenticate(call)
      if (!account) return reply(toGrpcStatus(new ProviderError('BAD_TOKEN', '')))
      if (!handler) return reply(toGrpcStatus(new ProviderError('UNSUPPORTED', method)))
      const key = call.metadata.get(IDEMPOTENCY_KEY_METADATA)[0]
      const context: PuppetCallContext = {
        method,
        idempotencyKey: key === undefined ? undefined : String(key),
        cancelled: () => call.cancelled,
      }
      const handle = async (): Promise<object> => handler(account, call.request, context)
      const answer = this.options.around ? this.options.around(account, context, handle) : handle()
      answer.then(
        (value) => reply(null, value),
        (error: unknown) => reply(isGrpcStatus(error) ? error : toGrpcStatus(error)),
      )
    }
  }

  private openFeed(call: EventCall): void {
    const account = this.authenticate(call)
    if (!account) {
      call.emit('error', toGrpcStatus(new ProviderError('BAD_TOKEN', '')))
      return
    }
    const older = this.feeds.get(account)
    // A client that crashed leaves a half-open stream behind; its successor must not wait for the keepalive to find that out.
    older?.replace()
    const copies = (): number => this.options.eventCopies?.(account) ?? 1
    const feed: EventFeed = new EventFeed(call, this.options.eventLog(account), copies, () => {
      if (this.feeds.get(account) === feed) this.feeds.delete(account)
    })
    this.feeds.set(account, feed)
    this.options.onStreamOpened?.(account)
  }

  private authenticate(call: Pick<ServerUnaryCall<object, object>, 'metadata' | 'getHost'>): Account | undefined {
    const header = String(call.metadata.get('authorization')[0] ?? '')
    return this.options.findAccount(header.startsWith('Wechaty ') ? header.slice('Wechaty '.length) : call.getHost())
  }
}

/** Errors that a fault injector made up on purpose go out as they are. */
function isGrpcStatus(error: unknown): error is { code: number; details: string } {
  return !(error instanceof Error) && typeof error === 'object' && error !== null && 'code' in error && 'details' in error
}
