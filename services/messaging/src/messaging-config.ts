import { Int, Text } from '@miaohui/contracts/kernel/fields'
import { FromEnv, readConfig } from '@miaohui/platform/config'

/** What only messaging reads from the environment; also its injection token. Times are milliseconds. */
export class MessagingConfig {
  @FromEnv('MIAOHUI_DATA')
  @Text({ min: 1, max: 1000, description: 'materials live below it' })
  dataFolder!: string

  @FromEnv('MIAOHUI_PACING_GAP_MS', { fallback: '200' })
  @Int({ min: 0, max: 600_000, description: 'least time between two automatic sends of one account; 0 = no pacing' })
  pacingGapMs!: number

  @FromEnv('MIAOHUI_PACING_DAILY_CAP', { fallback: '20000' })
  @Int({ min: 1, description: 'automatic sends of one account per day (China time, as WeCom counts)' })
  pacingDailyCap!: number

  @FromEnv('MIAOHUI_SEND_CALL_TIMEOUT_MS', { fallback: '15000' })
  @Int({ min: 50 })
  callTimeoutMs!: number

  @FromEnv('MIAOHUI_SEND_LEASE_MS', { fallback: '30000' })
  @Int({ min: 100, description: 'after that a claimed or handed send is taken from a process that stopped answering for it' })
  leaseMs!: number

  @FromEnv('MIAOHUI_SEND_GRACE_MS', { fallback: '60000' })
  @Int({ min: 100, description: 'how long the echo of an accepted send is waited for' })
  graceMs!: number

  @FromEnv('MIAOHUI_SEND_POLL_MS', { fallback: '500' })
  @Int({ min: 10 })
  pollMs!: number

  @FromEnv('MIAOHUI_SEND_BACKOFF_MS', { fallback: '1000' })
  @Int({ min: 1, description: 'first wait after an attempt whose end nobody knows; doubles up to a minute' })
  backoffMs!: number
}

/** @throws Error when the times do not nest: a lease that ends during a call would let a second process hand the same send over. */
export function messagingConfig(env: NodeJS.ProcessEnv = process.env): MessagingConfig {
  const config = readConfig(MessagingConfig, env)
  if (config.callTimeoutMs >= config.leaseMs)
    throw new Error('MIAOHUI_SEND_CALL_TIMEOUT_MS must be shorter than MIAOHUI_SEND_LEASE_MS')
  return config
}
