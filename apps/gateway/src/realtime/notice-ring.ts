import type { Frame } from './frame'

/** A notice as it came, and where it belongs: `<enterpriseId>/<topic>`. */
export type RingEntry = { id: string; address: string; noun: string; frame: Frame }

const KEEP_MS = 5 * 60_000
const MAX_ENTRIES = 20_000
const MAX_BYTES = 32 * 1024 * 1024

type Kept = RingEntry & { at: number }

/** The notices of the last five minutes, for browsers that lost their line for a moment. */
export class NoticeRing {
  private entries: Kept[] = []
  private first = 0
  private bytes = 0
  private readonly positions = new Map<string, number>()
  /** Position of `entries[0]` counted from the beginning of time. */
  private offset = 0

  constructor(private readonly now: () => number = () => performance.now()) {}

  push(entry: RingEntry): void {
    this.positions.set(entry.id, this.offset + this.entries.length)
    this.entries.push({ ...entry, at: this.now() })
    this.bytes += entry.frame.bytes.length
    this.forgetOld()
  }

  /** What came after the notice `id`; undefined when that is not known any more and the browser must read anew. */
  after(id: string): readonly RingEntry[] | undefined {
    this.forgetOld()
    const position = this.positions.get(id)
    return position === undefined ? undefined : this.entries.slice(position - this.offset + 1)
  }

  clear(): void {
    this.offset += this.entries.length
    this.entries = []
    this.first = 0
    this.bytes = 0
    this.positions.clear()
  }

  private forgetOld(): void {
    const oldest = this.now() - KEEP_MS
    for (;;) {
      const entry = this.entries[this.first]
      const tooMuch = this.entries.length - this.first > MAX_ENTRIES || this.bytes > MAX_BYTES
      if (!entry || (entry.at >= oldest && !tooMuch)) break
      this.positions.delete(entry.id)
      this.bytes -= entry.frame.bytes.length
      this.first++
    }
    // Moving the array on each step would cost more than keeping some dead entries.
    if (this.first > 1000 && this.first * 2 > this.entries.length) {
      this.offset += this.first
      this.entries = this.entries.slice(this.first)
      this.first = 0
    }
  }
}
