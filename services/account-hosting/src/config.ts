import { REGIONS, SCHEMES, type Region, type Scheme } from '@miaohui/contracts/account-hosting/account'
import { Flag, Int, Nested, OneOf, Text } from '@miaohui/contracts/kernel/fields'
import { FromEnv, readConfig } from '@miaohui/platform/config'

export class WorkerConfig {
  @Text({ min: 1, max: 60 })
  name!: string

  @Text({ min: 3, max: 200, description: 'host:port of the worker’s gRPC server' })
  endpoint!: string

  @Text({ min: 1, max: 500 })
  controlToken!: string

  @OneOf(SCHEMES, { list: { min: 1, max: 10 } })
  schemes!: Scheme[]

  @OneOf(REGIONS, { list: { min: 1, max: 20 } })
  regions!: Region[]

  @Flag({
    optional: true,
    description: 'false for a worker that does not remember idempotency keys: its sends are never repeated',
  })
  keepsKeys?: boolean
}

/** Settings of account hosting beyond those of every service; also its injection token. */
export class HostingConfig {
  @FromEnv('MIAOHUI_WORKERS', { json: true, fallback: '[]' })
  @Nested(() => WorkerConfig, { list: { max: 50 } })
  workers!: WorkerConfig[]

  @FromEnv('MIAOHUI_WATCH_MINUTES', { fallback: '60' })
  @Int({ min: 0, max: 1440, description: 'observation after the first sign-in, without mass sends; 0 for none' })
  watchMinutes!: number

  @FromEnv('MIAOHUI_WORKZEN_WATCH_MINUTES')
  @Int({ min: 0, max: 1440, optional: true, description: 'for accounts of that scheme, where it differs' })
  workzenWatchMinutes?: number

  @FromEnv('MIAOHUI_SYNC_COOL_DOWN_SECONDS', { fallback: '60' })
  @Int({ min: 0, max: 3600, description: 'an account that was read so recently is not read again' })
  syncCoolDownSeconds!: number
}

/** How long accounts of a scheme are observed after their first sign-in. */
export function watchMsOf({ watchMinutes, workzenWatchMinutes }: HostingConfig, scheme: Scheme): number {
  return (scheme === 'workzen' ? (workzenWatchMinutes ?? watchMinutes) : watchMinutes) * 60_000
}

export const hostingConfig = (env: NodeJS.ProcessEnv = process.env): HostingConfig => readConfig(HostingConfig, env)
