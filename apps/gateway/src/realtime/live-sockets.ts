import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { isOwnOrigin } from '../auth/same-site'
import type { AccessSession } from '../access/access-tokens'
import type { Frame } from './frame'
import { helloFrame } from './hello'
import { CLOSE, type LiveLine } from './live-line'
import type { LiveLines } from './live-lines'
import type { LiveTickets } from './live-tickets'

/** Addresses arrive without a host. */
const BASE = 'http://gateway'
const MAX_MESSAGE_BYTES = 64 * 1024
const MAX_MESSAGES_PER_S = 20
/** Bytes a browser may be behind before its line is cut; it comes back and reads anew. */
const MAX_BEHIND = 1024 * 1024

type Message = { kind?: unknown; addresses?: unknown; since?: unknown }

/** `/ws?ticket=…`: live notices over a socket. */
export class LiveSockets {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  private readonly silent = new WeakSet<WebSocket>()

  constructor(
    private readonly lines: LiveLines,
    private readonly tickets: LiveTickets,
    private readonly publicUrl: string,
  ) {}

  attach(http: Server): void {
    http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      this.upgrade(request, socket, head)
    })
  }

  /** Ends sockets that did not answer the last ping and pings the others. */
  heartbeat(): void {
    for (const socket of this.server.clients) {
      if (this.silent.has(socket)) socket.terminate()
      else {
        this.silent.add(socket)
        socket.ping()
      }
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // An address that cannot be read must not end the process: nothing catches what is thrown here.
    const target = request.url ?? '/'
    if (!URL.canParse(target, BASE)) return refuse(socket, '400 Bad Request')
    const { pathname, searchParams } = new URL(target, BASE)
    if (pathname !== '/ws') return refuse(socket, '404 Not Found')
    const { origin, host } = request.headers
    if (origin !== undefined && !isOwnOrigin(origin, host, this.publicUrl)) return refuse(socket, '403 Forbidden')
    const session = this.tickets.redeem(searchParams.get('ticket') ?? '')
    if (!session) return refuse(socket, '401 Unauthorized')
    this.server.handleUpgrade(request, socket, head, (opened) => this.serve(opened, session))
  }

  private serve(socket: WebSocket, session: AccessSession): void {
    const line = this.lines.open(session, {
      send: (frame: Frame) => {
        if (socket.readyState !== WebSocket.OPEN) return
        if (socket.bufferedAmount > MAX_BEHIND) this.lines.close(line, CLOSE.tooSlow)
        else socket.send(frame.bytes, { binary: false })
      },
      close: (code) => {
        socket.close(code)
        // A browser that does not take the goodbye is too slow for it as well.
        if (code === CLOSE.tooSlow) socket.terminate()
      },
    })
    const pace = new Pace()
    socket.on('pong', () => this.silent.delete(socket))
    socket.on('message', (data: RawData) => {
      if (pace.tooFast()) this.lines.close(line, CLOSE.tooSlow)
      else this.hear(line, data)
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.lines.forget(line))
    line.sink.send(helloFrame)
  }

  private hear(line: LiveLine, data: RawData): void {
    const message = parse(data)
    if (message?.kind !== 'subscribe' || !Array.isArray(message.addresses)) return
    void this.lines.subscribe(line, message.addresses, typeof message.since === 'string' ? message.since : undefined)
  }
}

/** Counts messages of one browser per second. */
class Pace {
  private second = 0
  private count = 0

  tooFast(): boolean {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.second) {
      this.second = second
      this.count = 0
    }
    return ++this.count > MAX_MESSAGES_PER_S
  }
}

function parse(data: RawData): Message | null {
  try {
    const value: unknown = JSON.parse(String(data))
    return typeof value === 'object' ? (value as Message | null) : null
  } catch {
    return null
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
