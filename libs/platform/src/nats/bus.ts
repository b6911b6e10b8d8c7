import type { PeerName } from '@miaohui/contracts/kernel/rpc'
import { connect, Events, type ConnectionOptions, type Msg, type MsgHdrs, type NatsConnection } from 'nats'
import type pino from 'pino'
import { RequestMux } from './request-mux'

export type BusOptions = { name: PeerName | 'provisioner'; url: string; password: string; log: pino.Logger }

const RECONNECT_MS = 250
const PING_MS = 10_000

/** Subjects a peer may receive answers on; the permissions of the server name the same prefix. */
export const inboxPrefix = (peer: string): string => `_INBOX_${peer}`

/** The process's one connection to NATS. It reconnects for ever; a server that is not there yet is waited for. */
export class Bus {
  private readonly mux: RequestMux
  private readonly reconnectListeners: (() => void)[] = []
  private up = true

  private constructor(
    readonly connection: NatsConnection,
    readonly name: string,
    private readonly log: pino.Logger,
  ) {
    this.mux = new RequestMux(connection, inboxPrefix(name))
    void this.watch()
  }

  static async connect({ name, url, password, log }: BusOptions): Promise<Bus> {
    const options: ConnectionOptions & { noAsyncTraces: boolean } = {
      servers: url.split(',').map((server) => server.trim()),
      name,
      user: name,
      pass: password,
      inboxPrefix: inboxPrefix(name),
      noAsyncTraces: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      waitOnFirstConnect: true,
      pingInterval: PING_MS,
      timeout: 5000,
    }
    return new Bus(await connect(options), name, log)
  }

  /** False while the server is away: publishers that can wait should. */
  get connected(): boolean {
    return this.up && !this.connection.isClosed()
  }

  get waitingCalls(): number {
    return this.mux.waiting
  }

  /** For those who must ask the server again after it was away. */
  onReconnect(listener: () => void): void {
    this.reconnectListeners.push(listener)
  }

  publish(subject: string, payload: Uint8Array, headers?: MsgHdrs): void {
    this.connection.publish(subject, payload, { headers })
  }

  /** @throws Problem UPSTREAM_TIMEOUT or UPSTREAM_UNAVAILABLE only. */
  request(subject: string, payload: Uint8Array, headers: MsgHdrs | undefined, deadline: number): Promise<Msg> {
    return this.mux.request(subject, payload, headers, deadline)
  }

  /** Sends what is buffered and closes; pending requests fail. */
  async close(): Promise<void> {
    this.mux.close()
    if (this.connection.isClosed()) return
    try {
      if (this.up) await this.connection.drain()
      else await this.connection.close()
    } catch (error) {
      this.log.warn({ err: error }, 'the connection to NATS did not drain')
      await this.connection.close()
    }
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === Events.Disconnect) {
        this.up = false
        this.log.warn('NATS is away')
      } else if (status.type === Events.Reconnect) {
        this.up = true
        this.log.info('NATS is back')
        for (const listener of this.reconnectListeners) listener()
      } else if (status.type === Events.Error) {
        this.log.error({ reason: status.data, refused: status.permissionContext }, 'NATS refused something')
      }
    }
  }
}
