import { Json, OneOf, Text } from '@miaohui/contracts/kernel/fields'
import type { PeerName, ServiceName } from '@miaohui/contracts/kernel/rpc'
import { FromEnv, readConfig } from './config'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** What every peer on the bus needs; the gateway extends it. */
export class PeerConfig {
  /** Set by `peerConfig`: not a variable, the process knows who it is. */
  declare name: PeerName

  @FromEnv('MIAOHUI_NATS_URL')
  @Text({ min: 1, max: 1000, description: 'NATS servers, separated by commas; no credentials in it' })
  natsUrl!: string

  @FromEnv('MIAOHUI_<SVC>_NATS_PASSWORD')
  @Text({ min: 1, max: 200, raw: true })
  natsPassword!: string

  @FromEnv('MIAOHUI_REDIS_URL')
  @Text({ min: 1, max: 1000 })
  redisUrl!: string

  @FromEnv('MIAOHUI_REDIS_PREFIX', { fallback: 'miaohui' })
  @Text({ min: 1, max: 100, description: 'several installations may share one Redis' })
  redisPrefix!: string

  @FromEnv('MIAOHUI_PUBLIC_URL', { fallback: 'http://localhost:8080' })
  @Text({ min: 1, max: 1000, pattern: /^https?:\/\// })
  publicUrl!: string

  @FromEnv('MIAOHUI_<SVC>_INTERNAL_PRIVATE_KEY')
  @Text({ min: 1, max: 2000, description: 'ES256, base64 of PKCS8 DER: signs who asks' })
  internalPrivateKey!: string

  @FromEnv('MIAOHUI_INTERNAL_PUBLIC_KEYS', { json: true })
  @Json({ description: 'peer name to base64 of SPKI DER' })
  internalPublicKeys!: Partial<Record<PeerName, string>>

  @FromEnv('MIAOHUI_LOG_LEVEL', { fallback: 'info' })
  @OneOf(LOG_LEVELS)
  logLevel!: (typeof LOG_LEVELS)[number]
}

/** What every domain service needs; also its injection token. */
export class ServiceConfig extends PeerConfig {
  declare name: ServiceName

  @FromEnv('MIAOHUI_<SVC>_DATABASE_URL')
  @Text({ min: 1, max: 1000, description: 'role that owns nothing' })
  databaseUrl!: string

  @FromEnv('MIAOHUI_<SVC>_DATABASE_OWNER_URL')
  @Text({ max: 1000, optional: true, description: 'only migrations use it' })
  databaseOwnerUrl?: string
}

export function serviceConfig(name: ServiceName, env: NodeJS.ProcessEnv = process.env): ServiceConfig {
  return Object.assign(readConfig(ServiceConfig, env, name), { name })
}

export function peerConfig(name: PeerName, env: NodeJS.ProcessEnv = process.env): PeerConfig {
  return Object.assign(readConfig(PeerConfig, env, name), { name })
}
