import type { FastifyReply } from 'fastify'
import type { AccessSession } from '../access/access-tokens'
import type { EdgeRequest } from '../http/edge-request'
import { Frame } from './frame'
import { CLOSE } from './live-line'
import type { LiveLines } from './live-lines'
import { helloFrame } from './hello'

/** Bytes a browser may be behind before its line is cut; it comes back and reads anew. */
const MAX_BEHIND = 1024 * 1024

/** Live notices as server-sent events, for networks that drop the upgrade to a socket. */
export class EventStreams {
  constructor(private readonly lines: LiveLines) {}

  /** Takes the answer over: from here on nothing else writes to it. */
  open(session: AccessSession, request: EdgeRequest, reply: FastifyReply): void {
    reply.hijack()
    const out = reply.raw
    out.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const line = this.lines.open(session, {
      send: (frame: Frame) => {
        if (out.writableLength > MAX_BEHIND) this.lines.close(line, CLOSE.tooSlow)
        else out.write(frame.eventBytes)
      },
      close: () => out.end(),
    })
    out.on('error', () => out.destroy())
    out.once('close', () => this.lines.forget(line))
    line.sink.send(helloFrame)
    const { address = [], since } = request.query
    const last = request.headers['last-event-id'] ?? since
    void this.lines.subscribe(line, Array.isArray(address) ? address : [address], typeof last === 'string' ? last : undefined)
  }
}
