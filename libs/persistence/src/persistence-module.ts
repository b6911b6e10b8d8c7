import type { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { LOGGER } from '@miaohui/platform/logging'
import { Bus } from '@miaohui/platform/nats/bus'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Module, type DynamicModule, type Type } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import type pino from 'pino'
import { DataSource } from 'typeorm'
import { EventConsumer, type RetryPauses } from './event-consumer'
import { Idempotency } from './idempotency'
import { assertMigrated, type MigrationClass } from './migrations'
import { Outbox } from './outbox'
import { OutboxRelay } from './outbox-relay'
import { PlannerStatistics } from './planner-statistics'
import { prepareOn, PreparedStatements } from './prepared-statements'
import { PersistenceLifecycle } from './persistence-lifecycle'
import { UnitOfWork } from './unit-of-work'

export type PersistenceOptions = {
  service: ServiceName
  entities: Type[]
  migrations: readonly MigrationClass[]
  /** Pauses before a failed event is delivered again, when they are not to be the house's. */
  eventRetry?: RetryPauses
}

/** Ten connections saturate a service on the reference machine; more only move the queue into the server. */
const POOL_SIZE = 10
const CONNECT_FOR_MS = 30_000

/** A service's database: imported once, in its AppModule, beside ServiceModule. */
@Module({})
export class PersistenceModule {
  static forRoot(options: PersistenceOptions): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: DataSource,
          useFactory: (config: ServiceConfig, log: pino.Logger) => openDataSource(config.databaseUrl, options, log),
          inject: [ServiceConfig, LOGGER],
        },
        {
          provide: UnitOfWork,
          useFactory: (source: DataSource, log: pino.Logger) => new UnitOfWork(source, log),
          inject: [DataSource, LOGGER],
        },
        { provide: Outbox, useFactory: (units: UnitOfWork) => new Outbox(units), inject: [UnitOfWork] },
        { provide: Idempotency, useFactory: (units: UnitOfWork) => new Idempotency(units), inject: [UnitOfWork] },
        {
          provide: OutboxRelay,
          useFactory: (source: DataSource, bus: Bus, log: pino.Logger) => new OutboxRelay(source, bus, log),
          inject: [DataSource, Bus, LOGGER],
        },
        {
          provide: EventConsumer,
          useFactory: (bus: Bus, units: UnitOfWork, log: pino.Logger) =>
            new EventConsumer(options.service, bus, units, log, options.eventRetry),
          inject: [Bus, UnitOfWork, LOGGER],
        },
        {
          provide: PlannerStatistics,
          useFactory: (source: DataSource, log: pino.Logger) => new PlannerStatistics(source, log),
          inject: [DataSource, LOGGER],
        },
        PersistenceLifecycle,
      ],
      exports: [DataSource, UnitOfWork, Outbox, Idempotency],
    }
  }
}

async function openDataSource(
  url: string,
  { service, entities, migrations }: PersistenceOptions,
  log: pino.Logger,
): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities,
    applicationName: service,
    installExtensions: false,
    logging: false,
    poolErrorHandler: (error: unknown) => log.warn({ err: error }, 'an idle database connection was lost'),
    extra: { max: POOL_SIZE },
  })
  const until = Date.now() + CONNECT_FOR_MS
  for (;;) {
    try {
      await source.initialize()
      break
    } catch (error) {
      if (Date.now() > until) throw error
      log.warn({ err: error }, 'the database does not answer yet')
      await wait(500)
    }
  }
  equipConnections(source)
  await assertMigrated(source, migrations)
  return source
}

/**
 * Statements that come often are prepared. And a connection that the server ends between the pool's hand-over and TypeORM's own listener
 * (a microtask) would end the process, its error event having nobody to hear it; the query that comes next fails as it must.
 */
function equipConnections(source: DataSource): void {
  const statements = new PreparedStatements()
  const { master } = source.driver as unknown as {
    master: { on: (event: 'connect', listener: (client: EventEmitter & Parameters<typeof prepareOn>[0]) => void) => void }
  }
  master.on('connect', (client) => {
    client.on('error', () => undefined)
    prepareOn(client, statements)
  })
}
