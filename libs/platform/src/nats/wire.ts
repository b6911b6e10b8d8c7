import type { Msg, MsgHdrs } from 'nats'

export const HEADERS = {
  actor: 'mh-actor',
  deadline: 'mh-deadline',
  trace: 'mh-trace',
  requestId: 'mh-request-id',
  messageId: 'Nats-Msg-Id',
} as const

/** One buffer encode instead of TextEncoder plus copies. */
export const encodeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? 'null')

export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
}

/**
 * Headers written in one go. The client's own class canonicalises and checks every character of every value, which for a token of
 * a kilobyte costs more than the rest of the request; the client only ever calls `encode()` on what it sends. Values are checked for
 * line breaks here, the one thing that could smuggle a header.
 */
export function rawHeaders(fields: readonly (readonly [name: string, value: string])[]): MsgHdrs {
  let text = 'NATS/1.0\r\n'
  for (const [name, value] of fields) {
    if (value.includes('\n') || value.includes('\r')) throw new Error(`header ${name} has a line break`)
    text += `${name}: ${value}\r\n`
  }
  const bytes = Buffer.from(`${text}\r\n`)
  return { encode: () => bytes } as unknown as MsgHdrs
}

export function header(message: Msg, name: string): string | undefined {
  return message.headers?.get(name) || undefined
}
