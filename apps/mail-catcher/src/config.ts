export interface MailCatcherConfig {
  /** Address both doors listen on. */
  host: string
  smtpPort: number
  httpPort: number
  /** Folder that keeps the mails over a restart. */
  dataFolder: string
}

function port(env: NodeJS.ProcessEnv, name: string): number {
  const value = Number(env[name])
  if (!Number.isInteger(value) || value < 0 || value > 65535 || !env[name])
    throw new Error(`${name} must be a port, it is ${env[name] ?? 'not set'}`)
  return value
}

/** Reads MIAOHUI_MAIL_{SMTP_PORT,HTTP_PORT,DATA,HOST}; throws with the name of the variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): MailCatcherConfig {
  const dataFolder = env.MIAOHUI_MAIL_DATA
  if (!dataFolder) throw new Error('MIAOHUI_MAIL_DATA must be a folder, it is not set')
  return {
    host: env.MIAOHUI_MAIL_HOST ?? '127.0.0.1',
    smtpPort: port(env, 'MIAOHUI_MAIL_SMTP_PORT'),
    httpPort: port(env, 'MIAOHUI_MAIL_HTTP_PORT'),
    dataFolder,
  }
}
