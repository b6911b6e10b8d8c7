import type { Schemas } from '@/shared/http/api-types'

export type Conversation = Schemas['Conversation']
export type Message = Schemas['Message']
export type Content = Schemas['Content']
export type ConversationFilter = { accountId?: string; waiting?: boolean }
export type Pages<T> = { pages: { items: T[]; next?: string }[]; pageParams: unknown[] }

/** A message on its way to the server. `key`: sending it again with the same key sends once. */
export type PendingMessage = {
  key: string
  content: Content
  at: string
  /** Messages that were there when it was written: only a later one can be it. */
  before: ReadonlySet<string>
  /** Refusal code of the last try; null while it is under way. */
  failed: string | null
  /** The message that the server made of it, once it has answered. */
  messageId?: string
}

const fits = (conversation: Conversation, filter: ConversationFilter): boolean =>
  (!filter.accountId || conversation.accountId === filter.accountId) && (!filter.waiting || conversation.waitingSince !== null)

/** The pages of a list with the changed conversation in its new place; it leaves a list whose filter it no longer meets. */
export function withConversation(
  known: Pages<Conversation>,
  changed: Conversation,
  filter: ConversationFilter,
): Pages<Conversation> {
  const old = known.pages.flatMap((page) => page.items).find((each) => each.id === changed.id)
  if (old && old.rev > changed.rev) return known
  const pages = known.pages.map((page) => ({ ...page, items: page.items.filter((each) => each.id !== changed.id) }))
  if (!fits(changed, filter)) return { ...known, pages }
  const last = pages.length - 1
  for (const [at, page] of pages.entries()) {
    const place = page.items.findIndex((each) => newer(changed, each))
    // Beyond the end of the last page it belongs to pages that were not read yet.
    const spot = place >= 0 ? place : at === last && page.next === undefined ? page.items.length : -1
    if (spot < 0) continue
    page.items.splice(spot, 0, changed)
    return { ...known, pages }
  }
  return { ...known, pages }
}

const newer = (a: Conversation, b: Conversation): boolean => a.lastAt > b.lastAt || (a.lastAt === b.lastAt && a.id > b.id)

/** The pages of a thread (newest first) with a new or changed message. A change of one that was not read yet is none of ours. */
export function withMessage(known: Pages<Message>, patch: Partial<Message> & { id: string }): Pages<Message> {
  let found = false
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.map((each) => {
      if (each.id !== patch.id) return each
      found = true
      return merged(each, patch)
    }),
  }))
  const [first] = pages
  if (found || !first || !isWhole(patch)) return { ...known, pages }
  const place = first.items.findIndex((each) => each.at <= patch.at)
  first.items.splice(place < 0 ? first.items.length : place, 0, patch)
  return { ...known, pages }
}

/** How far a send has come; what is settled stands above everything. */
const PROGRESS: Partial<Record<NonNullable<Message['sendState']>, number>> = { planned: 0, claimed: 1, handed: 2, acked: 3 }
const SETTLED = 4
const progressOf = (state: Message['sendState'] | undefined): number => (state ? (PROGRESS[state] ?? SETTLED) : -1)

/** The answer to a request may be here after the notices that tell how it went on: it does not take the message back. */
function merged(known: Message, patch: Partial<Message>): Message {
  const isLate = patch.sendState !== undefined && progressOf(patch.sendState) < progressOf(known.sendState)
  return isLate ? { ...known, ...patch, sendState: known.sendState, outcome: known.outcome } : { ...known, ...patch }
}

/** Notices of a send's state carry nothing but the state. */
const isWhole = (patch: Partial<Message>): patch is Message => patch.direction !== undefined && patch.at !== undefined

/**
 * What is still to be shown as on its way. The notice of a message may be here before the answer to its request: the message that looks
 * like it and is newer than it takes its place, so that it never shows twice.
 */
export function stillPending(messages: readonly Message[], pending: readonly PendingMessage[]): PendingMessage[] {
  const taken = new Set<string>()
  return pending.filter((each) => {
    const found = messages.find(
      (message) => !taken.has(message.id) && (each.messageId ? message.id === each.messageId : looksLike(message, each)),
    )
    if (found) taken.add(found.id)
    return !found
  })
}

function looksLike(message: Message, { content, before }: PendingMessage): boolean {
  if (message.direction !== 'out' || message.origin !== 'inbox' || before.has(message.id)) return false
  return content.kind === 'text' ? message.text === content.text : message.kind === content.kind
}
