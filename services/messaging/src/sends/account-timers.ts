type Timer = { at: number; handle: NodeJS.Timeout }

/** One timer per account; a later one never replaces an earlier one. */
export class AccountTimers {
  private readonly timers = new Map<string, Timer>()

  constructor(private readonly fire: (enterpriseId: string, accountId: string) => void) {}

  set(enterpriseId: string, accountId: string, afterMs: number): void {
    const at = Date.now() + afterMs
    const known = this.timers.get(accountId)
    if (known && known.at <= at) return
    clearTimeout(known?.handle)
    // A timer may fire a fraction of a millisecond early, when nothing is due yet.
    const handle = setTimeout(() => {
      this.timers.delete(accountId)
      this.fire(enterpriseId, accountId)
    }, afterMs + 1)
    this.timers.set(accountId, { at, handle })
  }

  clear(): void {
    for (const { handle } of this.timers.values()) clearTimeout(handle)
    this.timers.clear()
  }
}
