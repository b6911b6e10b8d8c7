/**
 * Work that is done every so often, and at once when somebody asks; never twice at the same time in one process. A failure is told to
 * `onError` and the next round tries again.
 */
export class RepeatedWork {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  private asked = false
  private stopped = false

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.wake(), this.everyMs)
  }

  /** Resolves when a round that began after the call has ended. */
  async wake(): Promise<void> {
    if (this.stopped) return
    this.asked = true
    this.running ??= this.rounds().finally(() => (this.running = undefined))
    await this.running
  }

  /** Lets the round at work end and begins no other. */
  async stop(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.running
  }

  private async rounds(): Promise<void> {
    while (this.asked && !this.stopped) {
      this.asked = false
      await this.work().catch(this.onError)
    }
  }
}
