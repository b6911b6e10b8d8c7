import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type ReceivedMail = { to: string[]; subject: string; text: string; html: string; messageId: string }

export type TestMailServer = {
  url: string
  /** Everything taken so far, oldest first. */
  mails: ReceivedMail[]
  /** The first mail to this address that was not handed out yet; waits for it. */
  next: (address: string) => Promise<ReceivedMail>
  /** Answers every recipient like this (`550 no such user`) until told otherwise by null. */
  refuseWith: (reply: { code: number; text: string } | null) => void
  /** Nobody listens any more, as when the server is down. */
  stop: () => Promise<void>
  start: () => Promise<void>
}

/** A real SMTP server on a port of its own that keeps what it receives. */
export async function testMailServer(): Promise<TestMailServer> {
  const port = await freePort()
  const mails: ReceivedMail[] = []
  const handedOut = new Set<ReceivedMail>()
  let waiting: (() => void)[] = []
  let refusal: { code: number; text: string } | null = null
  let server: SMTPServer | undefined

  const receive = async (raw: Buffer, to: string[]): Promise<void> => {
    const mail: Email = await PostalMime.parse(raw)
    const { subject = '', text = '', html = '', messageId = '' } = mail
    mails.push({ to, subject, text, html, messageId })
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  const start = async (): Promise<void> => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: (_address, _session, done) =>
        done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null),
      onData: (stream, session, done) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map((r) => r.address)
          receive(Buffer.concat(parts), to).then(
            () => done(),
            (error: Error) => done(error),
          )
        })
      },
    })
    server.on('error', () => undefined)
    server.listen(port, '127.0.0.1')
    await once(server.server, 'listening')
  }
  const stop = async (): Promise<void> => {
    const running = server
    server = undefined
    if (running) await new Promise<void>((resolve) => running.close(resolve))
  }

  await start()
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    next: async (address) => {
      for (;;) {
        const mail = mails.find((m) => m.to.includes(address) && !handedOut.has(m))
        if (mail) {
          handedOut.add(mail)
          return mail
        }
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    refuseWith: (reply) => (refusal = reply),
    stop,
    start,
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
