import { contentFault, newDraft, toSend, type ContentDraft } from '@/shared/content/content-draft'
import type { Schemas } from '@/shared/http/api-types'
import { requestKey } from '@/shared/lib/request-key'

export const STEPS = ['mode', 'audience', 'content', 'confirm'] as const
export type Step = (typeof STEPS)[number]
export type CustomerFilter = Schemas['CustomerFilter']

/** `startAt` null: at once. `key`: the same wish sent twice starts one broadcast. */
export type BroadcastDraft = {
  key: string
  name: string
  accountIds: string[]
  anyTagIds: string[]
  noTagIds: string[]
  /** Days of the calendar, `YYYY-MM-DD`, both included. */
  added: [string, string] | null
  search: string
  messages: ContentDraft[]
  startAt: string | null
}

export const blankDraft = (): BroadcastDraft => ({
  key: requestKey(),
  name: '',
  accountIds: [],
  anyTagIds: [],
  noTagIds: [],
  added: null,
  search: '',
  messages: [newDraft('text')],
  startAt: null,
})

const DAY_MS = 86_400_000

/** Only what was chosen. The last day of the period counts whole. */
export function filterOf(draft: BroadcastDraft): CustomerFilter {
  const { accountIds, anyTagIds, noTagIds, added, search } = draft
  return {
    ...(accountIds.length ? { accountIds } : {}),
    ...(anyTagIds.length ? { anyTagIds } : {}),
    ...(noTagIds.length ? { noTagIds } : {}),
    ...(search.trim() ? { search: search.trim() } : {}),
    ...(added
      ? {
          addedAfter: new Date(`${added[0]}T00:00:00`).toISOString(),
          addedBefore: new Date(new Date(`${added[1]}T00:00:00`).getTime() + DAY_MS).toISOString(),
        }
      : {}),
  }
}

/** What keeps a step from being finished, as text key below `broadcasts.fault`; null when it is. `reachable`: of the estimate, if known. */
export function stepFault(step: Step, draft: BroadcastDraft, reachable: number | undefined, now: number): string | null {
  switch (step) {
    case 'mode':
      return null
    case 'audience':
      if (draft.accountIds.length === 0) return 'accounts'
      return reachable === 0 ? 'nobody' : null
    case 'content':
      return draft.messages.length === 0 || draft.messages.some((each) => contentFault(each.content)) ? 'content' : null
    case 'confirm':
      if (!draft.name.trim()) return 'name'
      return draft.startAt !== null && new Date(draft.startAt).getTime() <= now ? 'past' : null
  }
}

export function bodyOf(draft: BroadcastDraft): Schemas['CreateBroadcastBody'] {
  return {
    name: draft.name.trim(),
    mode: 'unlimited',
    filter: filterOf(draft),
    messages: draft.messages.map((each) => toSend(each.content)),
    ...(draft.startAt ? { startAt: draft.startAt } : {}),
    idempotencyKey: draft.key,
  }
}
