import type { Content } from '@miaohui/contracts/messaging/content'
import { SETTLED_STATES, type SendState } from '@miaohui/contracts/messaging/send'

/** One step as a SOP version holds it; `delayMs` counts from the step before, the first from the moment the customer was added. */
export type StepTemplate = { delayMs: number; content: Content }
export type StepState = 'waiting' | SendState

/** A step is sent no later than this after it was due: an answer to a new customer that comes hours late does harm. */
export const CATCH_UP_MS = 30 * 60_000

/** Outcomes after which the customer cannot be reached at all, so that the rest of a run is pointless. */
const GONE = new Set(['NOT_FRIEND', 'BLOCKED'])

export type Settlement = { state: SendState; outcome?: string; at: Date }

export type Advance =
  | { kind: 'next'; stepNo: number; dueAt: Date }
  | { kind: 'finish' }
  | { kind: 'stop'; reason: 'customer-left' | 'cancelled' }
  | { kind: 'stay' }

/**
 * What follows when a step of a running run settles. Step k+1 never starts before step k is settled (promise R8 of the reliability page);
 * a step that failed for its own reason (a broken picture, a full room) does not hold back the others.
 */
export function advance(stepNo: number, steps: readonly { delayMs: number }[], settled: Settlement): Advance {
  if (!SETTLED_STATES.includes(settled.state)) return { kind: 'stay' }
  if (settled.state === 'skipped' || GONE.has(settled.outcome ?? '')) return { kind: 'stop', reason: 'customer-left' }
  if (settled.state === 'cancelled') return { kind: 'stop', reason: 'cancelled' }
  const next = steps[stepNo + 1]
  if (!next) return { kind: 'finish' }
  return { kind: 'next', stepNo: stepNo + 1, dueAt: new Date(settled.at.getTime() + next.delayMs) }
}

/** Late evidence may correct a settled step (`unknown` → `delivered`); nothing takes a step back to an open state. */
export function mayReplace(current: StepState, incoming: SendState): boolean {
  const currentSettled = current !== 'waiting' && SETTLED_STATES.includes(current)
  if (!currentSettled) return true
  return incoming === 'delivered' && current !== 'delivered'
}
