import { Int, Text } from '@miaohui/contracts/kernel/fields'
import { FromEnv, readConfig } from '@miaohui/platform/config'
import { PeerConfig } from '@miaohui/platform/service-config'

/** The environment of the HTTP door; also its injection token. */
export class GatewayConfig extends PeerConfig {
  declare name: 'gateway'

  @FromEnv('MIAOHUI_PORT', { fallback: '8080' })
  @Int({ min: 0, max: 65_535, description: '0 takes any free port' })
  port!: number

  @FromEnv('MIAOHUI_HOST', { fallback: '127.0.0.1' })
  @Text({ min: 1, max: 200 })
  host!: string

  @FromEnv('MIAOHUI_ACCESS_PUBLIC_KEY')
  @Text({ min: 1, max: 2000, description: 'ES256, base64 of SPKI DER: checks access tokens' })
  accessPublicKey!: string

  @FromEnv('MIAOHUI_PROXY_HOPS', { fallback: '0' })
  @Int({ min: 0, max: 10, description: 'reverse proxies in front; their X-Forwarded-For is believed, no others' })
  proxyHops!: number

  @FromEnv('MIAOHUI_REQUESTS_PER_MINUTE', { fallback: '6000' })
  @Int({ min: 1, max: 100_000_000, description: 'per signed-in user' })
  requestsPerMinute!: number
}

/** @throws ConfigError naming every faulty variable. */
export function gatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  return Object.assign(readConfig(GatewayConfig, env, 'gateway'), { name: 'gateway' as const })
}
