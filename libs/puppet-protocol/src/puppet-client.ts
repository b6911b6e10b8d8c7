import { Metadata, type ClientReadableStream } from '@grpc/grpc-js'
import type { WireEvent } from './event-types'
import { GrpcChannel, type ChannelAddress } from './grpc-channel'
import { IDEMPOTENCY_KEY_METADATA, puppetService } from './grpc-definitions'
import { PuppetEventStream, type EventStreamOptions } from './puppet-event-stream'
import type { PuppetMethod, PuppetRequest, PuppetResponse } from './puppet-methods'
import { ProviderError } from './provider-errors'

export type PuppetClientOptions = ChannelAddress & {
  token: string
  /** Many accounts on one HTTP/2 connection: a third of the memory and a higher rate. Needs a peer that reads the metadata token. */
  shareChannel?: boolean
  /** Default 15,000. */
  deadlineMs?: number
}
export type PuppetCallOptions = { deadlineMs?: number; idempotencyKey?: string; signal?: AbortSignal }

/** One account on a hosting worker, over the wechaty puppet protocol (@juzi dialect). Calls run concurrently; nothing is retried here. */
export class PuppetClient {
  private readonly channel: GrpcChannel
  private readonly streams = new Set<PuppetEventStream>()
  private readonly metadata: Metadata
  private readonly authority: string | undefined
  private readonly deadlineMs: number

  constructor(options: PuppetClientOptions) {
    this.channel = GrpcChannel.open(options, options.shareChannel ?? false)
    this.metadata = new Metadata()
    this.metadata.set('authorization', `Wechaty ${options.token}`)
    this.authority = options.tls ? undefined : options.token
    this.deadlineMs = options.deadlineMs ?? 15_000
  }

  /** @throws ProviderError; its `retry` tells whether the call may have had its effect. */
  async call<M extends PuppetMethod>(
    method: M,
    request: PuppetRequest<M>,
    options: PuppetCallOptions = {},
  ): Promise<PuppetResponse<M>> {
    let metadata = this.metadata
    if (options.idempotencyKey) {
      metadata = metadata.clone()
      metadata.set(IDEMPOTENCY_KEY_METADATA, options.idempotencyKey)
    }
    return this.channel.unary<PuppetResponse<M>>(puppetService, method, request, {
      deadlineMs: options.deadlineMs ?? this.deadlineMs,
      metadata,
      authority: this.authority,
      signal: options.signal,
    })
  }

  /** New QR code. The stock @juzi server shows one and then fails to encode its answer, which counts as success. */
  async refreshQrCode(options: PuppetCallOptions = {}): Promise<void> {
    try {
      await this.call('RefreshQRCode', {}, options)
    } catch (error) {
      if (error instanceof ProviderError && /Error serializing response/i.test(error.text)) return
      throw error
    }
  }

  /** Opens the account's event stream and keeps it open until `close`. One client at a time: the newest wins. */
  openEvents(options: EventStreamOptions): PuppetEventStream {
    const stream = new PuppetEventStream({
      connect: (seq, selfId) => this.connectEvents(seq, selfId),
      ding: (data) => this.call('Ding', { data }, { deadlineMs: 10_000 }),
      ...options,
    })
    this.streams.add(stream)
    stream.open()
    return stream
  }

  close(): void {
    for (const stream of this.streams) stream.close()
    this.streams.clear()
    this.channel.close()
  }

  private connectEvents(seq: number, accountId: string): ClientReadableStream<WireEvent> {
    const event = puppetService['Event']
    if (!event) throw new ProviderError('UNSUPPORTED', 'Event')
    return this.channel.client.makeServerStreamRequest(
      event.path,
      event.requestSerialize,
      event.responseDeserialize,
      { seq, accountId },
      this.metadata,
      this.authority ? { host: this.authority } : {},
    ) as ClientReadableStream<WireEvent>
  }
}
