import type { Schemas } from '@/shared/http/api-types'
import type { ProgressSegment } from '@/shared/ui/ProgressBar.vue'

export type Broadcast = Schemas['Broadcast']
export type SendCounts = Schemas['SendCounts']
export type SendState = Schemas['BroadcastSend']['state']

/** What people ask of a broadcast; each send state belongs to exactly one part, so the parts always add up to the sends. */
export const PARTS = [
  { key: 'delivered', tone: 'ok', states: ['delivered'] },
  { key: 'sending', tone: 'info', states: ['handed', 'acked'] },
  { key: 'queued', tone: 'neutral', states: ['planned', 'claimed'] },
  { key: 'failed', tone: 'bad', states: ['failed'] },
  { key: 'unknown', tone: 'warn', states: ['unknown'] },
  { key: 'dropped', tone: 'brand', states: ['cancelled', 'skipped', 'missed'] },
] as const satisfies readonly { key: string; tone: ProgressSegment['tone']; states: readonly SendState[] }[]
export type PartKey = (typeof PARTS)[number]['key']

export type Part = { key: PartKey; tone: ProgressSegment['tone']; value: number }

export function partsOf(counts: SendCounts): Part[] {
  return PARTS.map(({ key, tone, states }) => ({ key, tone, value: states.reduce((sum, state) => sum + counts[state], 0) }))
}

/** Sends that nothing but late evidence changes. */
export const settledOf = (counts: SendCounts): number =>
  counts.delivered + counts.failed + counts.unknown + counts.cancelled + counts.skipped + counts.missed

export type Sample = { at: number; settled: number }
const WINDOW_MS = 60_000

/** The samples of the last minute with a new one; a count that fell (another broadcast, a correction) starts anew. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1)
  if (last && sample.settled < last.settled) return [sample]
  return [...samples.filter((each) => sample.at - each.at <= WINDOW_MS), sample]
}

/** Sends per second over the samples, or null while there is too little to tell. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 2000) return null
  const rate = ((last.settled - first.settled) * 1000) / (last.at - first.at)
  return rate > 0 ? rate : null
}

/** Milliseconds until everything is settled at this rate. */
export function timeLeft(remaining: number, rate: number | null): number | null {
  return rate === null || remaining <= 0 ? null : (remaining / rate) * 1000
}
