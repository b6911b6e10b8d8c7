import { Health } from '@miaohui/platform/health'
import { createLogger, LOGGER } from '@miaohui/platform/logging'
import { Bus } from '@miaohui/platform/nats/bus'
import { ActorTokens } from '@miaohui/platform/rpc/actor-token'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Module, type DynamicModule, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD } from '@nestjs/core'
import type pino from 'pino'
import { AccessGuard } from './access/access-guard'
import { AccessTokenStrategy } from './access/access-token.strategy'
import { AccessTokens } from './access/access-tokens'
import { Memberships } from './access/memberships'
import { Sessions } from './auth/sessions'
import { GatewayConfig } from './gateway-config'
import { GatewayLifecycle } from './gateway-lifecycle'
import { Forward } from './http/forward'
import { ProblemFilter } from './http/problem-filter'
import { RateLimits } from './http/rate-limits'
import { OpenApiText } from './openapi/open-api-text'
import { EventStreams } from './realtime/event-streams'
import { LiveClock } from './realtime/live-clock'
import { LiveLines } from './realtime/live-lines'
import { LiveSockets } from './realtime/live-sockets'
import { LiveTickets } from './realtime/live-tickets'
import { NoticeFeed } from './realtime/notice-feed'

/** The HTTP door: no rules, no database. */
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig, controllers: readonly Type[]): DynamicModule {
    const tokens = { privateKey: config.internalPrivateKey, publicKeys: config.internalPublicKeys }
    return {
      module: GatewayModule,
      controllers: [...controllers],
      providers: [
        { provide: GatewayConfig, useValue: config },
        { provide: LOGGER, useFactory: () => createLogger('gateway', config.logLevel) },
        {
          provide: Bus,
          useFactory: (log: pino.Logger) =>
            Bus.connect({ name: 'gateway', url: config.natsUrl, password: config.natsPassword, log }),
          inject: [LOGGER],
        },
        { provide: ActorTokens, useFactory: () => new ActorTokens('gateway', tokens) },
        {
          provide: RpcClient,
          useFactory: (bus: Bus, actors: ActorTokens) => new RpcClient(bus, actors),
          inject: [Bus, ActorTokens],
        },
        Health,
        { provide: AccessTokens, useFactory: () => new AccessTokens(config.accessPublicKey) },
        { provide: Memberships, useFactory: (rpc: RpcClient) => new Memberships(rpc), inject: [RpcClient] },
        { provide: RateLimits, useFactory: () => new RateLimits(config.requestsPerMinute) },
        { provide: Sessions, useFactory: () => new Sessions(config.publicUrl) },
        Forward,
        { provide: OpenApiText, useFactory: () => new OpenApiText(controllers) },
        { provide: LiveTickets, useFactory: () => new LiveTickets() },
        { provide: LiveLines, useFactory: (memberships: Memberships) => new LiveLines(memberships), inject: [Memberships] },
        { provide: EventStreams, useFactory: (lines: LiveLines) => new EventStreams(lines), inject: [LiveLines] },
        {
          provide: LiveSockets,
          useFactory: (lines: LiveLines, tickets: LiveTickets) => new LiveSockets(lines, tickets, config.publicUrl),
          inject: [LiveLines, LiveTickets],
        },
        {
          provide: LiveClock,
          useFactory: (lines: LiveLines, sockets: LiveSockets) => new LiveClock(lines, sockets),
          inject: [LiveLines, LiveSockets],
        },
        {
          provide: NoticeFeed,
          useFactory: (bus: Bus, lines: LiveLines, memberships: Memberships, log: pino.Logger) =>
            new NoticeFeed(bus, lines, memberships, log),
          inject: [Bus, LiveLines, Memberships, LOGGER],
        },
        AccessTokenStrategy,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        GatewayLifecycle,
      ],
    }
  }
}
