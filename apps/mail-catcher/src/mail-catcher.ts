import type { Behaviour } from './behaviour'
import type { MailCatcherConfig } from './config'
import { openHttpDoor } from './http-door'
import { Mailbox } from './mailbox'
import { openSmtpDoor } from './smtp-door'

/** Starts the mail catcher; port 0 in the configuration means any free one. */
export async function startMailCatcher(config: MailCatcherConfig): Promise<{
  smtpPort: number
  httpPort: number
  stop: () => Promise<void>
}> {
  const mailbox = await Mailbox.open(config.dataFolder)
  const behaviour: Behaviour = { reject: false }
  const smtp = await openSmtpDoor({ host: config.host, port: config.smtpPort, mailbox, behaviour })
  const http = await openHttpDoor({ host: config.host, port: config.httpPort, mailbox, behaviour })
  return {
    smtpPort: smtp.port,
    httpPort: http.port,
    stop: async () => {
      await Promise.all([smtp.close(), http.close()])
    },
  }
}
