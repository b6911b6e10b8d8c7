import { Metadata } from '@grpc/grpc-js'
import { GrpcChannel, type ChannelAddress } from './grpc-channel'
import { workerControlService } from './grpc-definitions'
import type {
  CreateInstanceResponse,
  WorkerControlMethod,
  WorkerControlMethods,
  WorkerInstance,
  WorkerStats,
} from './worker-control'

export type WorkerControlOptions = ChannelAddress & { controlToken: string; deadlineMs?: number }
export type InstanceSpec = {
  accountId: string
  token: string
  scheme: string
  region: string
  proxyUrl?: string
  deviceBlob?: Uint8Array
}

/** Tells a hosting worker which accounts to run. Every call may be repeated. @throws ProviderError */
export class WorkerControlClient {
  private readonly channel: GrpcChannel
  private readonly metadata = new Metadata()
  private readonly deadlineMs: number

  constructor(options: WorkerControlOptions) {
    this.channel = GrpcChannel.open(options, true)
    this.metadata.set('authorization', `Bearer ${options.controlToken}`)
    this.deadlineMs = options.deadlineMs ?? 15_000
  }

  createInstance(spec: InstanceSpec): Promise<CreateInstanceResponse> {
    return this.call('CreateInstance', { proxyUrl: '', deviceBlob: new Uint8Array(), ...spec })
  }

  async deleteInstance(accountId: string): Promise<void> {
    await this.call('DeleteInstance', { accountId })
  }

  async listInstances(): Promise<WorkerInstance[]> {
    return (await this.call('ListInstances', {})).instances
  }

  async setProxy(accountId: string, proxyUrl: string): Promise<void> {
    await this.call('SetProxy', { accountId, proxyUrl })
  }

  async drain(): Promise<void> {
    await this.call('Drain', {})
  }

  stats(): Promise<WorkerStats> {
    return this.call('Stats', {})
  }

  close(): void {
    this.channel.close()
  }

  private call<M extends WorkerControlMethod>(
    method: M,
    request: WorkerControlMethods[M]['request'],
  ): Promise<WorkerControlMethods[M]['response']> {
    return this.channel.unary(workerControlService, method, request, { deadlineMs: this.deadlineMs, metadata: this.metadata })
  }
}
