import type { Message } from './inbox-merge'
import { firstUnread, threadRows, waitedFor, waitingTone } from './thread-rows'

const message = (id: string, at: string, direction: Message['direction'] = 'in'): Message => ({
  id,
  direction,
  kind: 'text',
  text: id,
  mediaUrl: null,
  sendState: null,
  outcome: null,
  origin: null,
  authorName: null,
  at,
})
const show = (messages: Message[], unread = 0) =>
  threadRows(messages, firstUnread(messages, unread), (at) => at.slice(0, 10)).map((row) =>
    row.kind === 'message' ? row.key + (row.follows ? '+' : '') : row.kind,
  )

describe('a thread as it is read', () => {
  it('draws a line for each new day', () => {
    expect(show([message('a', '2026-11-20T10:00:00Z'), message('b', '2026-11-21T10:00:00Z')])).toEqual(['day', 'a', 'day', 'b'])
  })

  it('puts the unread line above the first message of the customer that nobody has read', () => {
    const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00Z`
    expect(show([message('a', at(0)), message('b', at(20), 'out'), message('c', at(30)), message('d', at(31))], 2)).toEqual([
      'day',
      'a',
      'b',
      'unread',
      'c',
      'd+',
    ])
  })

  it('says when a customer waits too long', () => {
    const now = Date.parse('2026-11-20T11:00:00Z')
    expect(['2026-11-20T10:58:00Z', '2026-11-20T10:55:00Z', '2026-11-20T10:30:00Z'].map((at) => waitingTone(at, now))).toEqual([
      'calm',
      'late',
      'very-late',
    ])
  })

  it('says how long in the largest whole unit', () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    const waited = (at: string) => Object.values(waitedFor(at, now)).join(' ')
    expect(['2026-11-20T11:59:30Z', '2026-11-20T11:01:00Z', '2026-11-20T10:01:00Z', '2026-11-18T11:00:00Z'].map(waited)).toEqual([
      'now 0',
      'minute 59',
      'hour 1',
      'day 2',
    ])
  })
})
