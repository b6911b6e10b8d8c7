import type { HandOverItem, HandOverOutcome } from '@miaohui/contracts/account-hosting/delivery'

/** Items by account and conversation, each conversation in the order given. */
export function conversationsOf(items: readonly HandOverItem[]): Map<string, HandOverItem[][]> {
  const accounts = new Map<string, Map<string, HandOverItem[]>>()
  for (const item of items) {
    const conversations = accounts.get(item.accountId) ?? new Map<string, HandOverItem[]>()
    accounts.set(item.accountId, conversations)
    const conversation = conversations.get(item.conversationId)
    if (conversation) conversation.push(item)
    else conversations.set(item.conversationId, [item])
  }
  return new Map([...accounts].map(([id, conversations]) => [id, [...conversations.values()]]))
}

/** Whether the next message of the conversation may follow: after a definite answer, yes; after "later" or "nobody knows", no. */
export function mayGoOn(outcome: HandOverOutcome): boolean {
  return outcome === 'accepted' || outcome === 'refused'
}
