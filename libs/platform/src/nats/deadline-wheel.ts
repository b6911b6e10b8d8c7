const TICK_MS = 20

/**
 * One timer for all pending calls. Ids are put into the slot of the tick in which they expire and looked at once, then; a call that was
 * answered costs nothing more. Expiry is at most one tick late.
 */
export class DeadlineWheel {
  private readonly slots = new Map<number, number[]>()
  private timer: NodeJS.Timeout | undefined
  private tick = 0

  constructor(private readonly expire: (id: number) => void) {}

  add(id: number, deadline: number): void {
    if (!this.timer) {
      this.tick = Math.floor(Date.now() / TICK_MS)
      this.timer = setInterval(() => this.turn(), TICK_MS)
    }
    const slot = Math.max(Math.ceil(deadline / TICK_MS), this.tick + 1)
    const ids = this.slots.get(slot)
    if (ids) ids.push(id)
    else this.slots.set(slot, [id])
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.slots.clear()
  }

  private turn(): void {
    const now = Math.floor(Date.now() / TICK_MS)
    // A clock that was set back must not leave calls waiting for the old time.
    if (now < this.tick - 1) this.tick = now
    // A long pause (suspended machine) would make the tick-by-tick walk long: look at the slots instead.
    if (now - this.tick > this.slots.size + 50) {
      for (const slot of [...this.slots.keys()]) if (slot <= now) this.empty(slot)
      this.tick = now
    }
    while (this.tick < now) this.empty(++this.tick)
    if (this.slots.size === 0) this.stop()
  }

  private empty(slot: number): void {
    const ids = this.slots.get(slot)
    if (!ids) return
    this.slots.delete(slot)
    for (const id of ids) this.expire(id)
  }
}
