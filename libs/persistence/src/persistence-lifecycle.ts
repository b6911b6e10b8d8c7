import { Health } from '@miaohui/platform/health'
import { instancesOf } from '@miaohui/platform/instances'
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common'
import { DiscoveryService } from '@nestjs/core'
import { DataSource } from 'typeorm'
import { EventConsumer } from './event-consumer'
import { eventHandlersOf, type EventHandler } from './events'
import { Outbox } from './outbox'
import { OutboxRelay } from './outbox-relay'
import { PlannerStatistics } from './planner-statistics'

/** Events flow when all handlers stand; on the way down consumers end first, then the outbox is flushed once, then the pool closes. */
@Injectable()
export class PersistenceLifecycle
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
    private readonly consumer: EventConsumer,
    private readonly statistics: PlannerStatistics,
    private readonly health: Health,
  ) {}

  onApplicationBootstrap(): void {
    for (const instance of instancesOf(this.discovery)) {
      const methods = instance as unknown as Record<string, EventHandler<object>>
      for (const { event, method } of eventHandlersOf(instance)) {
        this.consumer.handle(event, (batch, context) => methods[method]!(batch, context))
      }
    }
    this.health.register('postgres', async () => void (await this.dataSource.query('select 1')))
    this.outbox.listen((hot) => this.relay.committed(hot))
    this.relay.start()
    this.consumer.start()
    this.statistics.start()
  }

  async onModuleDestroy(): Promise<void> {
    await this.consumer.stop()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relay.stop(), this.statistics.stop()])
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy()
  }
}
