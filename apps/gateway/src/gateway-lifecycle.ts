import type { Server } from 'node:http'
import { Health } from '@miaohui/platform/health'
import { Bus } from '@miaohui/platform/nats/bus'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { registerProbes } from './health/service-probes'
import { LiveClock } from './realtime/live-clock'
import { CLOSE } from './realtime/live-line'
import { LiveLines } from './realtime/live-lines'
import { LiveSockets } from './realtime/live-sockets'
import { NoticeFeed } from './realtime/notice-feed'

/** Opens the live lines, and takes the door down in order: lines, requests at work, bus. */
@Injectable()
export class GatewayLifecycle implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly bus: Bus,
    private readonly rpc: RpcClient,
    private readonly health: Health,
    private readonly feed: NoticeFeed,
    private readonly lines: LiveLines,
    private readonly sockets: LiveSockets,
    private readonly clock: LiveClock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    registerProbes(this.health, this.bus, this.rpc)
    this.feed.start()
    this.clock.start()
    this.sockets.attach(this.http.httpAdapter.getHttpServer() as Server)
    await this.bus.connection.flush()
  }

  onModuleDestroy(): void {
    this.health.markNotReady()
    this.clock.stop()
    this.lines.closeAll(CLOSE.shutdown)
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close()
  }
}
