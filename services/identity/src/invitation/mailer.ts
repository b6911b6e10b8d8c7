import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { createTransport, type Transporter } from 'nodemailer'
import { IdentityConfig } from '../config'

export type Mail = { id: string; to: { name: string; address: string }; subject: string; text: string; html: string }

/** Together they stay below the claim on an invitation: nobody else mails it while this process still waits for the server. */
const TIMEOUTS_MS = { connectionTimeout: 5000, greetingTimeout: 5000, dnsTimeout: 5000, socketTimeout: 15_000 }

/** A mail that the server did not take, with what it said. */
export class MailRefused extends Error {
  constructor(
    readonly reply: string,
    /** The server will not take it later either (an SMTP reply of 5xx). */
    readonly forGood: boolean,
    cause: unknown,
  ) {
    super(reply, { cause })
    this.name = 'MailRefused'
  }
}

/** Hands mails to the SMTP server of the installation. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter
  private readonly from: string
  private readonly domain: string

  constructor(config: IdentityConfig) {
    this.transport = createTransport({ url: config.smtpUrl, ...TIMEOUTS_MS })
    this.from = config.mailFrom
    this.domain = /@([^>\s]+)>?\s*$/.exec(config.mailFrom)?.[1] ?? 'localhost'
  }

  /** A repeated mail keeps its Message-ID, by which mail programs show it once. @throws MailRefused */
  async send({ id, ...mail }: Mail): Promise<void> {
    try {
      await this.transport.sendMail({
        ...mail,
        from: this.from,
        messageId: `<${id}@${this.domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      const { response, responseCode } = error as { response?: string; responseCode?: number }
      throw new MailRefused(
        response ?? (error instanceof Error ? error.message : String(error)),
        (responseCode ?? 0) >= 500,
        error,
      )
    }
  }

  onApplicationShutdown(): void {
    this.transport.close()
  }
}
