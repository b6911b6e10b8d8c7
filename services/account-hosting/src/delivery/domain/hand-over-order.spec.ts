import type { HandOverItem } from '@miaohui/contracts/account-hosting/delivery'
import { conversationsOf, mayGoOn } from './hand-over-order'

const item = (sendId: string, accountId: string, conversationId: string): HandOverItem => ({
  sendId,
  accountId,
  conversationId,
  effect: { kind: 'text', text: sendId },
})

it('keeps the order inside a conversation and separates accounts and conversations', () => {
  const grouped = conversationsOf([
    item('1', 'a', 'x'),
    item('2', 'a', 'y'),
    item('3', 'a', 'x'),
    item('4', 'b', 'x'),
    item('5', 'a', 'x'),
  ])
  const ids = (account: string): string[][] => grouped.get(account)!.map((conversation) => conversation.map((i) => i.sendId))
  expect(ids('a')).toEqual([['1', '3', '5'], ['2']])
  expect(ids('b')).toEqual([['4']])
})

it('lets a message follow a definite answer only', () => {
  expect(mayGoOn('accepted')).toBe(true)
  expect(mayGoOn('refused')).toBe(true)
  expect(mayGoOn('later')).toBe(false)
  expect(mayGoOn('ambiguous')).toBe(false)
})
