import type { Random } from '../random/random'
import { KNOB_CHECKS, type KnobName, type KnobValues } from './knob-values'

type Override = {
  account: string | undefined
  name: KnobName
  value: unknown
  until: number | undefined
  count: number | undefined
}
export type KnobChange = { account?: string; until?: number; count?: number }

/** The profile's values with what was turned since: for one account or for all, until a time or for a number of uses. */
export class KnobStore {
  private overrides: Override[] = []

  constructor(
    private readonly base: KnobValues,
    private readonly now: () => number,
  ) {}

  /** @returns false when the value does not fit the knob; nothing is changed then. */
  set(name: KnobName, value: unknown, { account, until, count }: KnobChange = {}): boolean {
    if (!KNOB_CHECKS[name](value)) return false
    this.overrides = this.overrides.filter((override) => override.name !== name || override.account !== account)
    this.overrides.push({ account, name, value, until, count })
    return true
  }

  get<K extends KnobName>(name: K, account: string): KnobValues[K] {
    const override = this.find(name, account)
    return override ? (override.value as KnobValues[K]) : this.base[name]
  }

  /** Draws whether a fault happens now; a fault with a `count` is used up by happening, not by being asked about. */
  fires(name: KnobName, probability: number, account: string, random: Random): boolean {
    if (!random.chance(probability)) return false
    const override = this.find(name, account)
    if (override?.count !== undefined && --override.count <= 0)
      this.overrides = this.overrides.filter((other) => other !== override)
    return true
  }

  reset(account?: string): void {
    this.overrides = account === undefined ? [] : this.overrides.filter((override) => override.account !== account)
  }

  describe(): { base: KnobValues; overrides: Override[] } {
    this.dropExpired()
    return { base: this.base, overrides: this.overrides.map((override) => ({ ...override })) }
  }

  private find(name: KnobName, account: string): Override | undefined {
    if (this.overrides.length === 0) return undefined
    this.dropExpired()
    const matching = this.overrides.filter((override) => override.name === name)
    return (
      matching.find((override) => override.account === account) ?? matching.find((override) => override.account === undefined)
    )
  }

  private dropExpired(): void {
    if (!this.overrides.some(({ until }) => until !== undefined && until <= this.now())) return
    this.overrides = this.overrides.filter(({ until }) => until === undefined || until > this.now())
  }
}
