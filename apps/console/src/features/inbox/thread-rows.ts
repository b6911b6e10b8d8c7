import type { Message } from './inbox-merge'

export type ThreadRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; follows: boolean }

/** Messages of one side closer than this stand together. */
const TOGETHER_MS = 3 * 60_000

/** The first of the last `unread` messages that came in; null when all were read. It is looked up once, when the thread is opened. */
export function firstUnread(messages: readonly Message[], unread: number): string | null {
  const incoming = messages.filter((each) => each.direction === 'in')
  return unread > 0 ? (incoming[Math.max(0, incoming.length - unread)]?.id ?? null) : null
}

/**
 * Messages (oldest first) with a line for each new day and one above the message `unreadFrom`. `dayOf`: the day of an instant in the
 * enterprise's zone.
 */
export function threadRows(messages: readonly Message[], unreadFrom: string | null, dayOf: (at: string) => string): ThreadRow[] {
  const rows: ThreadRow[] = []
  let day = ''
  let before: Message | undefined
  for (const message of messages) {
    const today = dayOf(message.at)
    const isNewDay = today !== day
    if (isNewDay) rows.push({ kind: 'day', key: `day-${today}`, at: message.at })
    day = today
    if (message.id === unreadFrom) rows.push({ kind: 'unread', key: 'unread' })
    const follows =
      !isNewDay &&
      message.id !== unreadFrom &&
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

export type Waited = { unit: 'now' | 'minute' | 'hour' | 'day'; n: number }

/** How long a customer has waited, in the largest whole unit. */
export function waitedFor(since: string, now: number): Waited {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000))
  if (minutes < 1) return { unit: 'now', n: 0 }
  if (minutes < 60) return { unit: 'minute', n: minutes }
  return minutes < 1440 ? { unit: 'hour', n: Math.floor(minutes / 60) } : { unit: 'day', n: Math.floor(minutes / 1440) }
}
