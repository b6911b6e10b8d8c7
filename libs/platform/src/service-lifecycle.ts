import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common'
import { DiscoveryService } from '@nestjs/core'
import type pino from 'pino'
import { Health } from './health'
import { instancesOf } from './instances'
import { jobsOf, type JobContext } from './jobs/define-job'
import { JobQueue } from './jobs/job-queue'
import { LOGGER } from './logging'
import { Bus } from './nats/bus'
import { handlersOf, type RpcContext } from './rpc/handle-rpc'
import { RpcServer } from './rpc/rpc-server'

type Methods = Record<string, (input: object, context: RpcContext | JobContext) => Promise<object | void>>

/** Starts to serve when all parts stand, and takes the service down so that nothing that was begun is cut off. */
@Injectable()
export class ServiceLifecycle implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly server: RpcServer,
    private readonly jobs: JobQueue,
    private readonly bus: Bus,
    private readonly health: Health,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    let served = 0
    for (const instance of instancesOf(this.discovery)) {
      const methods = instance as unknown as Methods
      for (const { rpc, method } of handlersOf(instance)) {
        this.server.serve(rpc, (input, context) => methods[method]!(input, context))
        served++
      }
      for (const { job, method } of jobsOf(instance)) {
        this.jobs.handle(job, async (data, context) => void (await methods[method]!(data, context)))
      }
    }
    this.health.register('nats', async () => {
      if (!this.bus.connected) throw new Error('not connected')
    })
    // Subscriptions must have reached the server before anybody is told that this service answers.
    await this.bus.connection.flush()
    this.log.info({ rpcs: served }, 'ready')
  }

  /** Requests first: they may still add jobs and events. */
  async onModuleDestroy(): Promise<void> {
    this.health.markNotReady()
    await Promise.all([this.server.drain(), this.jobs.drain()])
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close()
  }
}
