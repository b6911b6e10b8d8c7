import type { MessageKind } from '@miaohui/contracts/account-hosting/events'

export type Spoken = {
  direction: 'in' | 'out'
  kind: MessageKind
  at: Date
  /** A person (here or on the phone) said it, or the open API on their behalf: the customer has got an answer. */
  answers: boolean
}

export type Change = {
  /** Messages that nobody here has seen, since the last answer of this batch if there is one. */
  unread: number
  answered: boolean
  /** First message of the customer after the last answer. */
  waitsFrom: Date | null
}

const NOT_SAID: readonly MessageKind[] = ['system', 'recalled']

/** What new messages, in any order, mean to 待回复: customers wait from their first message until somebody answers. */
export function changeOf(messages: readonly Spoken[]): Change {
  const change: Change = { unread: 0, answered: false, waitsFrom: null }
  for (const message of [...messages].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    if (message.direction === 'out') {
      if (message.answers) Object.assign(change, { unread: 0, answered: true, waitsFrom: null })
      continue
    }
    if (NOT_SAID.includes(message.kind)) continue
    change.unread++
    change.waitsFrom ??= message.at
  }
  return change
}
