import type { Envelope } from '@miaohui/contracts/kernel/event'
import type { Delivery } from './durable-pull'

/** A hot copy has no delivery: when it fails, its durable twin is the second try. */
export type Arrival = { envelope: Envelope; delivery?: Delivery }

const MAX_BATCH = 200
const MAX_LANES_AT_WORK = 4

/**
 * One lane per enterprise keeps its events in order; what arrives while a batch commits makes up the next one (group commit), and an
 * event that arrives at an idle lane starts as soon as the current read of the socket is done.
 */
export class EventLanes {
  private readonly lanes = new Map<string, Arrival[]>()
  private readonly ready: string[] = []
  private atWork = 0
  private waiting = 0
  private scheduled = false
  private idle: (() => void) | undefined

  constructor(private readonly process: (enterpriseId: string, batch: Arrival[]) => Promise<void>) {}

  get backlog(): number {
    return this.waiting
  }

  push(arrival: Arrival): void {
    const { enterpriseId } = arrival.envelope
    const lane = this.lanes.get(enterpriseId)
    this.waiting++
    if (lane) {
      lane.push(arrival)
      return
    }
    this.lanes.set(enterpriseId, [arrival])
    this.ready.push(enterpriseId)
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.dispatch()
    })
  }

  /** Resolves when nothing waits or works. */
  async settled(): Promise<void> {
    if (this.lanes.size === 0) return
    await new Promise<void>((resolve) => (this.idle = resolve))
  }

  private dispatch(): void {
    while (this.atWork < MAX_LANES_AT_WORK) {
      const enterpriseId = this.ready.shift()
      if (enterpriseId === undefined) return
      this.atWork++
      void this.work(enterpriseId)
    }
  }

  /** One batch, then back into the line: an enterprise with much to do does not keep the others waiting. */
  private async work(enterpriseId: string): Promise<void> {
    const lane = this.lanes.get(enterpriseId) ?? []
    const batch = lane.splice(0, MAX_BATCH)
    try {
      await this.process(enterpriseId, batch)
    } finally {
      this.waiting -= batch.length
      this.atWork--
      if (lane.length > 0) this.ready.push(enterpriseId)
      else this.lanes.delete(enterpriseId)
      if (this.lanes.size === 0) this.idle?.()
      this.dispatch()
    }
  }
}
