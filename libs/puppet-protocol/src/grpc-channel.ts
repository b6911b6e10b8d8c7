import { Client, credentials, Metadata, type ServiceDefinition } from '@grpc/grpc-js'
import { fromGrpcError, ProviderError } from './provider-errors'
import { grpcOptions } from './grpc-definitions'

/** TLS of a worker's endpoint. `serverName` is checked against the certificate instead of the host that is dialled. */
export type TlsOptions = { ca?: string; serverName?: string; certificate?: string; privateKey?: string }
export type ChannelAddress = { endpoint: string; tls?: TlsOptions }

export type UnaryCallOptions = {
  /** Milliseconds from now; the call then fails as AMBIGUOUS. */
  deadlineMs: number
  metadata: Metadata
  /** Sent as `:authority` on channels without TLS: the legacy way to name the account. */
  authority?: string
  signal?: AbortSignal
}

const shared = new Map<string, { client: Client; users: number }>()

/** One HTTP/2 connection to a worker. `share` lets every account of the same endpoint use one connection. */
export class GrpcChannel {
  private closed = false

  private constructor(
    readonly client: Client,
    private readonly release: () => void,
  ) {}

  static open(address: ChannelAddress, share: boolean): GrpcChannel {
    if (!share) {
      const client = connect(address)
      return new GrpcChannel(client, () => client.close())
    }
    const key = JSON.stringify([address.endpoint, address.tls ?? null])
    const entry = shared.get(key) ?? { client: connect(address), users: 0 }
    entry.users++
    shared.set(key, entry)
    return new GrpcChannel(entry.client, () => {
      if (--entry.users > 0) return
      shared.delete(key)
      entry.client.close()
    })
  }

  /** @throws ProviderError always, never a raw gRPC error. */
  unary<Response>(service: ServiceDefinition, method: string, request: object, options: UnaryCallOptions): Promise<Response> {
    const definition = service[method]
    if (!definition) throw new ProviderError('UNSUPPORTED', method)
    if (options.signal?.aborted) return Promise.reject(new ProviderError('WORKER_UNREACHABLE', 'cancelled before it was sent'))
    return new Promise((resolve, reject) => {
      const call = this.client.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request,
        options.metadata,
        { deadline: Date.now() + options.deadlineMs, ...(options.authority ? { host: options.authority } : {}) },
        (error, reply) => {
          options.signal?.removeEventListener('abort', abort)
          if (error) reject(fromGrpcError(error))
          else resolve(reply as Response)
        },
      )
      const abort = (): void => call.cancel()
      options.signal?.addEventListener('abort', abort, { once: true })
    })
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.release()
  }
}

function connect({ endpoint, tls }: ChannelAddress): Client {
  if (!tls) return new Client(endpoint, credentials.createInsecure(), grpcOptions)
  const secure = credentials.createSsl(buffer(tls.ca), buffer(tls.privateKey), buffer(tls.certificate))
  return new Client(endpoint, secure, {
    ...grpcOptions,
    ...(tls.serverName ? { 'grpc.ssl_target_name_override': tls.serverName } : {}),
  })
}

function buffer(pem: string | undefined): Buffer | null {
  return pem === undefined ? null : Buffer.from(pem)
}
