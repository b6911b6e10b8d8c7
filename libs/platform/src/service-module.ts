import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { BullModule, getQueueToken } from '@nestjs/bull'
import { Module, type DynamicModule } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import type { Queue } from 'bull'
import type pino from 'pino'
import { Health } from './health'
import { JobQueue } from './jobs/job-queue'
import { redisOptions } from './jobs/redis-options'
import { LivePublisher } from './live'
import { createLogger, LOGGER } from './logging'
import { Bus } from './nats/bus'
import { ActorTokens } from './rpc/actor-token'
import { RpcClient } from './rpc/rpc-client'
import { RpcServer } from './rpc/rpc-server'
import { ServiceConfig, serviceConfig } from './service-config'
import { ServiceLifecycle } from './service-lifecycle'
import { Clock, SystemClock } from './time'

const PROVIDED = [ServiceConfig, LOGGER, Bus, ActorTokens, RpcClient, LivePublisher, Health, JobQueue, Clock]

/** Everything a domain service gets from the house. Imported once, in its AppModule; the environment is read when Nest starts. */
@Module({})
export class ServiceModule {
  static forRoot(name: ServiceName): DynamicModule {
    const queue = BullModule.registerQueueAsync({
      name,
      useFactory: () => {
        const config = serviceConfig(name)
        return {
          redis: redisOptions(config.redisUrl),
          prefix: `${config.redisPrefix}:job`,
          // A stalled job is not run again by Bull: it may still be at work. Sweepers decide from PostgreSQL.
          settings: { lockDuration: 60_000, maxStalledCount: 0 },
        }
      },
    })
    return {
      module: ServiceModule,
      global: true,
      imports: [DiscoveryModule, queue],
      providers: [
        { provide: ServiceConfig, useFactory: () => serviceConfig(name) },
        { provide: LOGGER, useFactory: (config: ServiceConfig) => createLogger(name, config.logLevel), inject: [ServiceConfig] },
        {
          provide: Bus,
          useFactory: (config: ServiceConfig, log: pino.Logger) =>
            Bus.connect({ name, url: config.natsUrl, password: config.natsPassword, log }),
          inject: [ServiceConfig, LOGGER],
        },
        {
          provide: ActorTokens,
          useFactory: (c: ServiceConfig) =>
            new ActorTokens(name, { privateKey: c.internalPrivateKey, publicKeys: c.internalPublicKeys }),
          inject: [ServiceConfig],
        },
        {
          provide: RpcClient,
          useFactory: (bus: Bus, tokens: ActorTokens) => new RpcClient(bus, tokens),
          inject: [Bus, ActorTokens],
        },
        {
          provide: RpcServer,
          useFactory: (bus: Bus, tokens: ActorTokens, log: pino.Logger) => new RpcServer(bus, tokens, log),
          inject: [Bus, ActorTokens, LOGGER],
        },
        { provide: LivePublisher, useFactory: (bus: Bus) => new LivePublisher(bus), inject: [Bus] },
        {
          provide: JobQueue,
          useFactory: (q: Queue, log: pino.Logger) => new JobQueue(q, log),
          inject: [getQueueToken(name), LOGGER],
        },
        Health,
        { provide: Clock, useClass: SystemClock },
        ServiceLifecycle,
      ],
      exports: PROVIDED,
    }
  }
}
