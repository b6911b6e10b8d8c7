import 'reflect-metadata'
import type { Actor } from '@miaohui/contracts/kernel/actor'
import { randomHex } from '@miaohui/contracts/kernel/ids'
import type { PeerName, Rpc, ServiceName } from '@miaohui/contracts/kernel/rpc'
import type { MigrationClass } from '@miaohui/persistence/migrations'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { envName } from '@miaohui/platform/config'
import { createLogger, NestLogger } from '@miaohui/platform/logging'
import { Bus } from '@miaohui/platform/nats/bus'
import { ActorTokens, type ActorKeys } from '@miaohui/platform/rpc/actor-token'
import { RpcClient, type CallOptions } from '@miaohui/platform/rpc/rpc-client'
import type { InjectionToken, Type } from '@nestjs/common'
import { Test, type TestingModule } from '@nestjs/testing'
import { DataSource } from 'typeorm'
import { testDatabase, type TestDatabase } from './database'
import { peerKeys } from './keys'
import { testNats, type TestNats } from './nats'
import { testRedisUrl } from './redis'

export type Caller = {
  call: <Req extends object, Rep extends object>(
    rpc: Rpc<Req, Rep>,
    input: Req,
    options?: Omit<CallOptions, 'actor'>,
  ) => Promise<Rep>
}

export type StartedService = {
  /** Asks over NATS as the gateway, or as the service that the actor is. */
  rpc: (actor: Actor) => Caller
  bus: Bus
  dataSource: DataSource
  units: UnitOfWork
  database: TestDatabase
  nats: TestNats
  get: <T>(token: Type<T> | InjectionToken<T>) => T
  close: () => Promise<void>
}

export type Overrides = {
  /** Shared by services that talk to each other; closed by whoever made it. */
  nats?: TestNats
  database?: TestDatabase
  migrations?: readonly MigrationClass[]
  env?: Record<string, string>
  providers?: { token: InjectionToken; value: unknown }[]
}

const SILENT = createLogger('test', process.env.MIAOHUI_TEST_LOG_LEVEL || 'silent')

/** Starts a service on real servers: its own database, a nats-server with the real permissions, the run's Redis under a prefix of its own. */
export async function startService(name: ServiceName, appModule: Type, overrides: Overrides = {}): Promise<StartedService> {
  const [database, nats] = await Promise.all([
    overrides.database ?? testDatabase(name, overrides.migrations),
    overrides.nats ?? testNats(),
  ])
  Object.assign(process.env, environmentOf(name, database, nats), overrides.env)
  let builder = Test.createTestingModule({ imports: [appModule] }).setLogger(new NestLogger(SILENT))
  for (const { token, value } of overrides.providers ?? []) builder = builder.overrideProvider(token).useValue(value)
  let module: TestingModule
  try {
    module = await builder.compile()
    await module.init()
  } catch (error) {
    await Promise.allSettled([overrides.database ? undefined : database.drop(), overrides.nats ? undefined : nats.close()])
    throw error
  }
  const peers = new Map<PeerName, Promise<TestPeer>>()
  return {
    rpc: (actor) => ({
      call: async (rpc, input, options) => (await peerFor(peers, nats, actor)).client.call(rpc, input, { ...options, actor }),
    }),
    bus: module.get(Bus, { strict: false }),
    dataSource: module.get(DataSource, { strict: false }),
    units: module.get(UnitOfWork, { strict: false }),
    database,
    nats,
    get: (token) => module.get(token, { strict: false }),
    close: async () => {
      await module.close()
      for (const peer of peers.values()) await (await peer).bus.close()
      if (!overrides.nats) await nats.close()
      if (!overrides.database) await database.drop()
    },
  }
}

export type TestPeer = { bus: Bus; client: RpcClient }

/** A peer on the bus without a service around it. */
export function connectPeer(nats: TestNats, name: PeerName): Promise<TestPeer> {
  const { privateKeys, publicKeys } = peerKeys()
  return joinBus(name, { url: nats.url, password: nats.password(name), privateKey: privateKeys[name], publicKeys })
}

/** The same on any bus, such as that of a product that runs. */
export async function joinBus(
  name: PeerName,
  { url, password, ...keys }: ActorKeys & { url: string; password: string },
): Promise<TestPeer> {
  const bus = await Bus.connect({ name, url, password, log: SILENT })
  return { bus, client: new RpcClient(bus, new ActorTokens(name, keys)) }
}

function peerFor(peers: Map<PeerName, Promise<TestPeer>>, nats: TestNats, actor: Actor): Promise<TestPeer> {
  const name = actor.kind === 'service' ? actor.service : 'gateway'
  let peer = peers.get(name)
  if (!peer) peers.set(name, (peer = connectPeer(nats, name)))
  return peer
}

function environmentOf(name: ServiceName, database: TestDatabase, nats: TestNats): Record<string, string> {
  const keys = peerKeys()
  const prefix = `MIAOHUI_${envName(name)}`
  return {
    [`${prefix}_DATABASE_URL`]: database.appUrl,
    [`${prefix}_DATABASE_OWNER_URL`]: database.ownerUrl,
    [`${prefix}_NATS_PASSWORD`]: nats.password(name),
    [`${prefix}_INTERNAL_PRIVATE_KEY`]: keys.privateKeys[name],
    MIAOHUI_INTERNAL_PUBLIC_KEYS: JSON.stringify(keys.publicKeys),
    MIAOHUI_NATS_URL: nats.url,
    MIAOHUI_REDIS_URL: testRedisUrl(),
    MIAOHUI_REDIS_PREFIX: `t-${randomHex(6)}`,
    MIAOHUI_LOG_LEVEL: process.env.MIAOHUI_TEST_LOG_LEVEL || 'silent',
  }
}
