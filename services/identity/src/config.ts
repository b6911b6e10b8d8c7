import { Text } from '@miaohui/contracts/kernel/fields'
import { FromEnv, readConfig } from '@miaohui/platform/config'

/** What identity needs beside every service's settings; also its injection token. */
export class IdentityConfig {
  @FromEnv('MIAOHUI_SETUP_TOKEN')
  @Text({ min: 16, max: 100, optional: true, description: 'one-time token of the set-up link; without it nobody can set up' })
  setupToken?: string

  @FromEnv('MIAOHUI_ACCESS_PRIVATE_KEY')
  @Text({ min: 1, max: 2000, description: 'ES256, base64 of PKCS8 DER: signs access tokens' })
  accessPrivateKey!: string

  @FromEnv('MIAOHUI_SMTP_URL')
  @Text({ min: 1, max: 1000, pattern: /^smtps?:\/\// })
  smtpUrl!: string

  @FromEnv('MIAOHUI_MAIL_FROM', { fallback: '秒回 <no-reply@localhost>' })
  @Text({ min: 3, max: 300 })
  mailFrom!: string
}

export const identityConfig = (): IdentityConfig => readConfig(IdentityConfig)
