import { Int } from '@miaohui/contracts/kernel/fields'
import { FromEnv, readConfig } from '@miaohui/platform/config'

/** What only the license service reads from the environment; also its injection token. */
export class LicenseConfig {
  @FromEnv('MIAOHUI_TRIAL_SEATS', { fallback: '5' })
  @Int({ min: 1, max: 100, description: 'seats of the built-in trial; a trial that has begun only ever gets more' })
  trialSeats!: number
}

export const licenseConfig = (env: NodeJS.ProcessEnv = process.env): LicenseConfig => readConfig(LicenseConfig, env)
