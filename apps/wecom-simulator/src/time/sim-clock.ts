export type ClockMode = 'real' | 'scaled' | 'manual'
export type Timer = { readonly dueAt: number; readonly order: number; readonly run: () => void; cancelled: boolean }

/** `setTimeout` fires at once for longer delays. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/**
 * The simulated world's time in milliseconds since 1970. `real` follows the machine, `scaled` runs faster from the moment it is chosen,
 * `manual` stands still between calls of `advance`.
 */
export class SimClock {
  private mode: ClockMode = 'real'
  private factor = 1
  private simulatedBase = Date.now()
  private machineBase = this.simulatedBase
  private readonly heap: Timer[] = []
  private created = 0
  private wake: NodeJS.Timeout | undefined
  private wakeAt = Infinity

  now(): number {
    return Math.floor(this.simulatedBase + (Date.now() - this.machineBase) * this.factor)
  }

  describe(): { mode: ClockMode; factor: number; now: number } {
    return { mode: this.mode, factor: this.factor, now: this.now() }
  }

  setMode(mode: ClockMode, factor = 60): void {
    this.simulatedBase = mode === 'real' ? Date.now() : this.now()
    this.machineBase = Date.now()
    this.mode = mode
    this.factor = mode === 'manual' ? 0 : mode === 'real' ? 1 : factor
    this.wakeAt = Infinity
    this.arm()
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: Timer = { dueAt: this.now() + Math.max(0, delayMs), order: this.created++, run, cancelled: false }
    this.push(timer)
    this.arm()
    return timer
  }

  cancel(timer: Timer | undefined): void {
    if (timer) timer.cancelled = true
  }

  /** Runs what falls due in the next `ms`, in order; each timer sees its own due time as now. Only in manual mode. */
  advance(ms: number): void {
    if (this.mode !== 'manual') throw new RangeError('the clock is not in manual mode')
    const end = this.simulatedBase + ms
    for (let timer = this.heap[0]; timer && timer.dueAt <= end; timer = this.heap[0]) {
      this.pop()
      if (timer.cancelled) continue
      this.simulatedBase = Math.max(this.simulatedBase, timer.dueAt)
      timer.run()
    }
    this.simulatedBase = end
  }

  stop(): void {
    clearTimeout(this.wake)
    this.heap.length = 0
  }

  private arm(): void {
    const next = this.heap[0]
    if (this.factor === 0 || !next) return clearTimeout(this.wake)
    if (next.dueAt === this.wakeAt) return
    clearTimeout(this.wake)
    this.wakeAt = next.dueAt
    this.wake = setTimeout(() => this.fire(), Math.min(LONGEST_TIMEOUT_MS, Math.ceil((next.dueAt - this.now()) / this.factor)))
  }

  private fire(): void {
    this.wakeAt = Infinity
    for (let timer = this.heap[0]; timer && timer.dueAt <= this.now(); timer = this.heap[0]) {
      this.pop()
      if (!timer.cancelled) timer.run()
    }
    this.arm()
  }

  private push(timer: Timer): void {
    const { heap } = this
    let at = heap.push(timer) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!earlier(timer, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = timer
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++
      if (!earlier(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}

/** The timers of one state: entering the next state drops them together. */
export class StateTimers {
  private timers: Timer[] = []

  constructor(private readonly clock: SimClock) {}

  after(delayMs: number, run: () => void): void {
    this.timers.push(this.clock.after(delayMs, run))
  }

  cancel(): void {
    for (const timer of this.timers.splice(0)) this.clock.cancel(timer)
  }
}

function earlier(a: Timer, b: Timer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order)
}
