import { randomUUID } from 'node:crypto'
import PostalMime, { type Address } from 'postal-mime'

export interface Attachment {
  filename: string
  mimeType: string
  /** Bytes. */
  size: number
}

/** A mail as it was received. Attachments are named, not kept. */
export interface Mail {
  id: string
  /** Instant in UTC. */
  receivedAt: string
  from: string
  /** The recipients of the envelope: who would have got it, blind copies included. */
  to: string[]
  subject: string
  text: string
  html: string
  /** Addresses that the mail links to, each once, in the order in which they stand there. */
  links: string[]
  attachments: Attachment[]
}

export interface Envelope {
  from: string
  to: string[]
}

const readable = ({ name, address }: Address): string => (name && address ? `${name} <${address}>` : (address ?? name))

const entities: Record<string, string> = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' }

/** Links of the HTML part, else of the text part. */
export function linksOf({ html, text }: { html: string; text: string }): string[] {
  const found = html
    ? [...html.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, double, single]) => double ?? single ?? '')
    : [...text.matchAll(/https?:\/\/[^\s<>"']+/g)].map(([link]) => link)
  const decoded = found.map((link) => link.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity] ?? entity).trim())
  return [...new Set(decoded.filter((link) => /^https?:/i.test(link)))]
}

/** @param raw the message as it came over SMTP */
export async function readMail(raw: Buffer, envelope: Envelope, now: Date): Promise<Mail> {
  const parsed = await PostalMime.parse(raw)
  const html = parsed.html ?? ''
  const text = parsed.text ?? ''
  return {
    id: randomUUID(),
    receivedAt: now.toISOString(),
    from: parsed.from ? readable(parsed.from) : envelope.from,
    to: envelope.to,
    subject: parsed.subject ?? '',
    text,
    html,
    links: linksOf({ html, text }),
    attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? '',
      mimeType,
      size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  }
}
