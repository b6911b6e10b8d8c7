import { Frame } from './frame'
import type { LiveLines } from './live-lines'
import type { LiveSockets } from './live-sockets'

/** Under the common 60 s limit of proxies. */
const HEARTBEAT_MS = 25_000
const RECHECK_MS = 5_000
const PING = Frame.of({ kind: 'ping' })

/** What happens on open lines by itself: heartbeats, and the question whether each may still be there. */
export class LiveClock {
  private timers: NodeJS.Timeout[] = []

  constructor(
    private readonly lines: LiveLines,
    private readonly sockets: LiveSockets,
  ) {}

  start(): void {
    this.timers = [
      setInterval(() => {
        this.lines.broadcast(PING)
        this.sockets.heartbeat()
      }, HEARTBEAT_MS),
      setInterval(() => void this.lines.recheck(), RECHECK_MS),
    ]
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer)
  }
}
