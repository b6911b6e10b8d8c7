import type { Message } from './inbox-merge'

export type ThreadRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; follows: boolean }

/** Messages of one side closer than this stand together. */
const TOGETHER_MS = 3 * 60_000

/**
 * Messages (oldest first) with a line for each new day and one above the first of `unread` messages that came in. `dayOf`: the day of an
 * instant in the enterprise's zone.
 */
export function threadRows(messages: readonly Message[], unread: number, dayOf: (at: string) => string): ThreadRow[] {
  const incoming = messages.filter((each) => each.direction === 'in')
  const firstUnread = unread > 0 ? incoming[Math.max(0, incoming.length - unread)]?.id : undefined
  const rows: ThreadRow[] = []
  let day = ''
  let before: Message | undefined
  for (const message of messages) {
    const today = dayOf(message.at)
    const isNewDay = today !== day
    if (isNewDay) rows.push({ kind: 'day', key: `day-${today}`, at: message.at })
    day = today
    if (message.id === firstUnread) rows.push({ kind: 'unread', key: 'unread' })
    const follows =
      !isNewDay &&
      message.id !== firstUnread &&
      before?.direction === message.direction &&
      before.origin === message.origin &&
      Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS
    rows.push({ kind: 'message', key: message.id, message, follows })
    before = message
  }
  return rows
}

/** How long a customer has waited, in the three steps that people act on. */
export function waitingTone(since: string, now: number): 'calm' | 'late' | 'very-late' {
  const minutes = (now - Date.parse(since)) / 60_000
  if (minutes >= 30) return 'very-late'
  return minutes >= 5 ? 'late' : 'calm'
}
