import { contentFault, draftOf, newDraft, toSend, type ContentDraft, type ContentKind } from '@/shared/content/content-draft'
import type { Schemas } from '@/shared/http/api-types'

export type AnswerSop = Schemas['AnswerSop']
export type AnswerSetting = Schemas['AnswerSetting']
export type AnswerMode = AnswerSetting['mode']
/** A step that is being written: what, and how long after the one before. */
export type StepDraft = ContentDraft & { delayMs: number }
export type SopDraft = { name: string; accountIds: string[]; steps: StepDraft[] }

export const UNITS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Unit = keyof typeof UNITS
export const MAX_DELAY_MS = 30 * UNITS.day
export const MAX_STEPS = 30

/** The largest unit in which the time is whole, as people would say it. */
export function splitDelay(ms: number): { value: number; unit: Unit } {
  const unit = (['day', 'hour', 'minute'] as const).find((each) => ms >= UNITS[each] && ms % UNITS[each] === 0) ?? 'second'
  return { value: Math.round(ms / UNITS[unit]), unit }
}

export const joinDelay = (value: number, unit: Unit): number =>
  Math.min(MAX_DELAY_MS, Math.max(0, Math.round(value) * UNITS[unit]))

export const newStep = (kind: ContentKind, delayMs: number): StepDraft => ({ ...newDraft(kind), delayMs })
export const stepOf = (step: Schemas['SopStep']): StepDraft => ({ ...draftOf(step.content), delayMs: step.delayMs })
export const blankSop = (): SopDraft => ({ name: '', accountIds: [], steps: [newStep('text', 0)] })
export const draftOfSop = (sop: AnswerSop): SopDraft => ({
  name: sop.name,
  accountIds: [...sop.accountIds],
  steps: sop.steps.map(stepOf),
})
export const stepsToSend = (steps: readonly StepDraft[]): Schemas['SopStep'][] =>
  steps.map(({ delayMs, content }) => ({ delayMs, content: toSend(content) }))

/** Whether two drafts say the same; the keys of their steps do not count. */
export const sameSop = (a: SopDraft, b: SopDraft): boolean => JSON.stringify(comparable(a)) === JSON.stringify(comparable(b))
const comparable = ({ name, accountIds, steps }: SopDraft) => ({
  name: name.trim(),
  accountIds: [...accountIds].sort(),
  steps: stepsToSend(steps),
})

export const hasFault = (draft: SopDraft): boolean =>
  !draft.name.trim() || draft.steps.length === 0 || draft.steps.some((step) => contentFault(step.content) !== null)

/** Accounts that answer in another way now, which this SOP would switch off. */
export function replacedBy(
  accountIds: readonly string[],
  settings: readonly AnswerSetting[],
  sopId: string | null,
): AnswerSetting[] {
  return settings.filter(
    (each) => accountIds.includes(each.accountId) && each.mode !== 'none' && (sopId === null || each.answerSopId !== sopId),
  )
}

/** Milliseconds from the customer's adding to each step, if every step goes out at once when it is due. */
export function timesOf(steps: readonly Pick<StepDraft, 'delayMs'>[]): number[] {
  let at = 0
  return steps.map((step) => (at += step.delayMs))
}
