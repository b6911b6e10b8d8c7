import { newId } from '@miaohui/contracts/kernel/ids'
import { liveSubject, type LiveNotice } from '@miaohui/contracts/kernel/live'
import { whenCommitted } from './ambient'
import type { Bus } from './nats/bus'
import { encodeJson } from './nats/wire'

/** Tells browsers that something changed. Best effort; inside a unit of work it waits for the commit. */
export class LivePublisher {
  constructor(private readonly bus: Bus) {}

  publish(enterpriseId: string, notice: Omit<LiveNotice, 'id' | 'ts'>): void {
    whenCommitted(() => {
      // While NATS is away notices are dropped: the client's buffer would grow and browsers re-read anyway when they come back.
      if (!this.bus.connected) return
      const full: LiveNotice = { id: newId(), ts: new Date().toISOString(), ...notice }
      this.bus.publish(liveSubject(enterpriseId, notice.topic), encodeJson(full))
    })
  }
}

let lastRev = 0

/**
 * Revision for notices about records that count none themselves: microseconds of the wall clock, never the same twice in a process, so that
 * two changes within a millisecond are both news. Call it after the row was written, while its lock is held: then the order is the row's.
 */
export function clockRev(): number {
  lastRev = Math.max(Date.now() * 1000, lastRev + 1)
  return lastRev
}
