import { LiveConnection, type LiveStatus } from './live-connection'
import type { LiveAddress, LiveFrame } from './live-frames'
import type { LiveTransport } from './live-transport'

type TabMessage =
  | { kind: 'wanted'; tab: string; addresses: LiveAddress[] }
  | { kind: 'who' }
  | { kind: 'bye'; tab: string }
  | { kind: 'frame'; frame: LiveFrame }
  | { kind: 'status'; status: LiveStatus }

export type LiveHubEvents = { frame(frame: LiveFrame): void; status(status: LiveStatus): void }

const ANNOUNCE_EVERY = 30_000
/** Browsers run the timers of hidden tabs once a minute at worst; a tab silent for longer than this has crashed. */
const FORGET_TAB_AFTER = 180_000

/**
 * One line to the server for all tabs of a user: the tab that holds the browser's lock connects and passes everything on; when it closes,
 * the lock moves to another tab.
 */
export class LiveHub {
  private readonly tab = crypto.randomUUID()
  private readonly channel: BroadcastChannel
  private readonly stopped = new AbortController()
  private readonly others = new Map<string, { addresses: LiveAddress[]; at: number }>()
  private readonly announcer: ReturnType<typeof setInterval>
  private connection: LiveConnection | null = null
  private status: LiveStatus = 'connecting'
  private own: LiveAddress[] = []

  constructor(
    private readonly transports: readonly LiveTransport[],
    userId: string,
    private readonly events: LiveHubEvents,
  ) {
    const name = `miaohui-live:${userId}`
    this.channel = new BroadcastChannel(name)
    this.channel.onmessage = (event: MessageEvent<TabMessage>) => this.hear(event.data)
    this.announcer = setInterval(() => this.announce(), ANNOUNCE_EVERY)
    this.electLeader(name)
    window.addEventListener('online', this.nudge)
    document.addEventListener('visibilitychange', this.nudge)
    window.addEventListener('pagehide', this.leave)
  }

  want(addresses: LiveAddress[]): void {
    this.own = addresses
    if (this.connection) this.refreshAddresses()
    else this.announce()
  }

  stop(): void {
    this.leave()
    this.stopped.abort()
    clearInterval(this.announcer)
    this.connection?.stop()
    this.connection = null
    this.channel.close()
    window.removeEventListener('online', this.nudge)
    document.removeEventListener('visibilitychange', this.nudge)
    window.removeEventListener('pagehide', this.leave)
  }

  private electLeader(name: string): void {
    if (!('locks' in navigator)) {
      this.lead()
      return
    }
    const untilStopped = () => new Promise<void>((resolve) => this.stopped.signal.addEventListener('abort', () => resolve()))
    navigator.locks
      .request(name, { signal: this.stopped.signal }, () => {
        this.lead()
        return untilStopped()
      })
      .catch(() => undefined)
  }

  private lead(): void {
    if (this.stopped.signal.aborted) return
    this.connection = new LiveConnection(this.transports, {
      frame: (frame) => {
        this.events.frame(frame)
        if (frame.kind !== 'ping') this.post({ kind: 'frame', frame })
      },
      status: (status) => {
        this.tell(status)
        this.post({ kind: 'status', status })
      },
    })
    this.refreshAddresses()
    this.connection.start()
    this.post({ kind: 'who' })
  }

  private hear(message: TabMessage): void {
    if (this.connection) {
      if (message.kind === 'wanted') {
        this.others.set(message.tab, { addresses: message.addresses, at: Date.now() })
        this.refreshAddresses()
        this.post({ kind: 'status', status: this.status })
      }
      if (message.kind === 'bye' && this.others.delete(message.tab)) this.refreshAddresses()
      return
    }
    if (message.kind === 'who') this.announce()
    if (message.kind === 'frame') this.events.frame(message.frame)
    if (message.kind === 'status') this.tell(message.status)
  }

  private refreshAddresses(): void {
    const oldest = Date.now() - FORGET_TAB_AFTER
    for (const [tab, wish] of this.others) if (wish.at < oldest) this.others.delete(tab)
    const all = new Set([...this.own, ...[...this.others.values()].flatMap((wish) => wish.addresses)])
    this.connection?.setAddresses([...all].sort())
  }

  private announce(): void {
    if (!this.connection) this.post({ kind: 'wanted', tab: this.tab, addresses: this.own })
  }

  private tell(status: LiveStatus): void {
    this.status = status
    this.events.status(status)
  }

  private post(message: TabMessage): void {
    if (!this.stopped.signal.aborted) this.channel.postMessage(message)
  }

  private readonly nudge = () => {
    if (document.visibilityState === 'visible') this.connection?.nudge()
  }

  private readonly leave = () => this.post({ kind: 'bye', tab: this.tab })
}
