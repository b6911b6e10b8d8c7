import {
  stillPending,
  withConversation,
  withMessage,
  type Conversation,
  type Message,
  type Pages,
  type PendingMessage,
} from './inbox-merge'

const conversation = (id: string, lastAt: string, more: Partial<Conversation> = {}): Conversation => ({
  id,
  kind: 'private',
  accountId: 'a1',
  accountName: 'A',
  customerId: null,
  title: id,
  avatarUrl: null,
  relation: 'friend',
  lastText: '',
  lastKind: 'text',
  lastAt,
  unread: 0,
  waitingSince: lastAt,
  rev: 1,
  ...more,
})
const message = (id: string, at: string, more: Partial<Message> = {}): Message => ({
  id,
  direction: 'out',
  kind: 'text',
  text: 'hello',
  mediaUrl: null,
  sendState: 'planned',
  outcome: null,
  origin: 'inbox',
  authorName: null,
  at,
  ...more,
})
const pages = <T>(...items: T[][]): Pages<T> => ({
  pages: items.map((each, at) => ({ items: each, next: at < items.length - 1 ? 'n' : undefined })),
  pageParams: [],
})
const ids = <T extends { id: string }>(known: Pages<T>) => known.pages.map((page) => page.items.map((each) => each.id).join(''))
const pending = (more: Partial<PendingMessage> = {}): PendingMessage => ({
  key: 'k',
  content: { kind: 'text', text: 'hello' },
  at: '3',
  before: new Set(),
  failed: null,
  ...more,
})

describe('the list of conversations', () => {
  const list = () => pages([conversation('c', '3'), conversation('b', '2')], [conversation('a', '1')])

  it('moves a conversation with a new message to the top, over pages', () => {
    expect(ids(withConversation(list(), conversation('a', '4', { rev: 2 }), {}))).toEqual(['acb', ''])
  })

  it('takes an answered conversation out of those that wait', () => {
    expect(ids(withConversation(list(), conversation('b', '5', { rev: 2, waitingSince: null }), { waiting: true }))).toEqual([
      'c',
      'a',
    ])
  })

  it('ignores what is older than what it knows', () => {
    const known = pages([conversation('a', '3', { rev: 7 })])
    expect(withConversation(known, conversation('a', '4', { rev: 6 }), {})).toBe(known)
  })

  it('leaves out a new conversation of an account that is filtered away', () => {
    expect(ids(withConversation(list(), conversation('x', '9', { accountId: 'a2' }), { accountId: 'a1' }))).toEqual(['cb', 'a'])
  })
})

describe('a thread', () => {
  it('shows a new message once, however often it is told', () => {
    const once = withMessage(pages([message('m1', '1')]), message('m2', '2'))
    expect(ids(withMessage(once, message('m2', '2')))).toEqual(['m2m1'])
  })

  it('changes the state of a message, and adds nothing for one it has not read', () => {
    const known = pages([message('m1', '1')])
    expect(withMessage(known, { id: 'm1', sendState: 'delivered' }).pages[0]?.items[0]?.sendState).toBe('delivered')
    expect(ids(withMessage(known, { id: 'old', sendState: 'delivered' }))).toEqual(['m1'])
  })

  it('is not taken back by the answer to its own request, which may come after the notices', () => {
    const known = withMessage(pages([message('m1', '1')]), { id: 'm1', sendState: 'delivered' })
    expect(withMessage(known, message('m1', '1', { sendState: 'planned' })).pages[0]?.items[0]?.sendState).toBe('delivered')
    const corrected = withMessage(known, { id: 'm1', sendState: 'failed', outcome: 'BLOCKED' })
    expect(corrected.pages[0]?.items[0]).toMatchObject({ sendState: 'failed', outcome: 'BLOCKED' })
  })

  it('never shows a message twice while its answer is on the way', () => {
    expect(stillPending([message('m1', '4')], [pending()])).toEqual([])
  })

  it('keeps the second of two equal messages until it is there as well', () => {
    const two = [pending({ key: 'k1' }), pending({ key: 'k2' })]
    expect(stillPending([message('m1', '4')], two).map((each) => each.key)).toEqual(['k2'])
  })

  it('does not take an earlier message of the same words for the new one', () => {
    expect(stillPending([message('m1', '1')], [pending({ before: new Set(['m1']) })])).toHaveLength(1)
  })
})
