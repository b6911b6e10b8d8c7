import type { LiveAddress, LiveFrame } from './live-frames'
import type { LiveLink, LiveTransport } from './live-transport'

/** `polling`: changes are seen, but only each 10 s. `reconnecting` after 3 s and `down` after 15 s without a line. */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'reconnecting' | 'down'

export type LiveEvents = { frame(frame: LiveFrame): void; status(status: LiveStatus): void }

const SAY_RECONNECTING = 3_000
const SAY_DOWN = 15_000
const LONGEST_WAIT = 30_000
/** Failures in a row before the next kind of transport is tried. */
const PATIENCE = 2
/** While polling, a better line is looked for this often. */
const RETRY_BETTER = 60_000

/** Milliseconds before attempt `failures + 1`: 1 s, 2 s, 4 s … 30 s, each up to 30 % longer so that browsers do not come back together. */
export function waitBefore(failures: number, random: () => number): number {
  const base = failures === 0 ? 0 : Math.min(LONGEST_WAIT, 1000 * 2 ** (failures - 1))
  return Math.round(base * (1 + 0.3 * random()))
}

/** Keeps one line to the server open, over the best transport that works, and says how well it does. */
export class LiveConnection {
  private link: LiveLink | null = null
  private attempt = 0
  private failures = 0
  private lastNotice: string | undefined
  private timers: Partial<Record<'retry' | 'slow' | 'down' | 'better', ReturnType<typeof setTimeout>>> = {}
  private running = false

  constructor(
    private readonly transports: readonly LiveTransport[],
    private readonly events: LiveEvents,
    private readonly random: () => number = Math.random,
    private addresses: LiveAddress[] = [],
  ) {}

  start(): void {
    if (this.running) return
    this.running = true
    this.events.status('connecting')
    this.watchOutage()
    this.connect()
  }

  stop(): void {
    this.running = false
    this.attempt++
    for (const timer of Object.values(this.timers)) clearTimeout(timer)
    this.timers = {}
    this.link?.close()
    this.link = null
  }

  setAddresses(addresses: LiveAddress[]): void {
    this.addresses = addresses
    this.link?.subscribe({ addresses, since: this.lastNotice })
  }

  /** The network came back or the page is looked at again: try now instead of at the end of the wait. */
  nudge(): void {
    if (this.running && this.timers.retry !== undefined) this.connect()
  }

  private connect(): void {
    clearTimeout(this.timers.retry)
    delete this.timers.retry
    const turn = ++this.attempt
    const level = Math.min(this.transports.length - 1, Math.floor(this.failures / PATIENCE))
    const transport = this.transports[level]
    if (!transport) return
    const mine = () => this.running && turn === this.attempt
    this.link = transport.open(
      { addresses: this.addresses, since: this.lastNotice },
      {
        opened: () => mine() && this.opened(transport),
        frame: (frame) => mine() && this.heard(frame),
        closed: () => mine() && this.lostLine(),
      },
    )
  }

  private opened(transport: LiveTransport): void {
    clearTimeout(this.timers.slow)
    clearTimeout(this.timers.down)
    delete this.timers.slow
    delete this.timers.down
    this.events.status(transport.instant ? 'live' : 'polling')
    if (transport.instant) this.failures = 0
    else this.timers.better = setTimeout(() => this.lookForBetter(), RETRY_BETTER)
  }

  private lookForBetter(): void {
    this.failures = 0
    this.attempt++
    this.link?.close()
    this.watchOutage()
    this.connect()
  }

  private heard(frame: LiveFrame): void {
    if (frame.kind === 'notice') this.lastNotice = frame.notice.id
    this.events.frame(frame)
  }

  private lostLine(): void {
    this.link = null
    this.attempt++
    this.failures++
    this.watchOutage()
    this.timers.retry = setTimeout(() => this.connect(), waitBefore(this.failures, this.random))
  }

  private watchOutage(): void {
    if (this.timers.slow !== undefined) return
    this.timers.slow = setTimeout(() => this.events.status('reconnecting'), SAY_RECONNECTING)
    this.timers.down = setTimeout(() => this.events.status('down'), SAY_DOWN)
  }
}
