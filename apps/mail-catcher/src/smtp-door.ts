import { once } from 'node:events'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Behaviour } from './behaviour'
import { readMail } from './mail'
import type { Mailbox } from './mailbox'

const largestMail = 25 * 1024 * 1024

function refusal(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode })
}

function envelopeOf(session: SMTPServerSession): { from: string; to: string[] } {
  const { mailFrom, rcptTo } = session.envelope
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Accepts every mail from everybody, unless told to reject. @returns the door, listening */
export async function openSmtpDoor({
  host,
  port,
  mailbox,
  behaviour,
}: {
  host: string
  port: number
  mailbox: Mailbox
  behaviour: Behaviour
}): Promise<{ port: number; close: () => Promise<void> }> {
  const server = new SMTPServer({
    // There is no certificate to offer, and clients that see STARTTLS insist on it.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    size: largestMail,
    closeTimeout: 1000,
    onAuth: (_auth, _session, callback) => callback(null, { user: 'anybody' }),
    onRcptTo: (_address, _session, callback) =>
      callback(behaviour.reject ? refusal('rejected: the mail catcher was told to', 550) : null),
    onData: (stream, session, callback) => {
      readAll(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded) throw refusal('the mail is too large', 552)
          await mailbox.add(await readMail(raw, envelopeOf(session), new Date()))
        })
        .then(
          () => callback(null),
          (error: Error) => callback(error),
        )
    },
  })
  // A client that goes away in the middle of a mail is its own problem; only failing to listen is ours.
  server.on('error', () => undefined)
  server.listen(port, host)
  await once(server.server, 'listening')
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
