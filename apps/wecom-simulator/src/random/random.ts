export type Range = readonly [min: number, max: number]

/** Seeded random numbers (mulberry32): the same seed words give the same world. */
export class Random {
  private state: number

  constructor(...seed: (string | number)[]) {
    this.state = hash(seed.join('|'))
  }

  /** 0 ≤ x < 1 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  between([min, max]: Range): number {
    return min + this.next() * (max - min)
  }

  integer(min: number, max: number): number {
    return Math.floor(this.between([min, max + 1]))
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability
  }

  pick<T>(from: readonly T[]): T {
    const item = from[Math.floor(this.next() * from.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** Up to `count` different items, in their original order. */
  sample<T>(from: readonly T[], count: number): T[] {
    const chosen = new Set<number>()
    const wanted = Math.min(count, from.length)
    while (chosen.size < wanted) chosen.add(Math.floor(this.next() * from.length))
    return from.filter((_item, index) => chosen.has(index))
  }

  /** A skewed duration with the given median and 99th percentile. */
  lognormal(p50: number, p99: number): number {
    if (p50 <= 0) return 0
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return p50 * Math.exp((Math.log(Math.max(p99, p50) / p50) / 2.326) * normal)
  }
}

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  // FNV alone leaves neighbouring seeds close together.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
