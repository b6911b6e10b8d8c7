import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Effect } from '@miaohui/contracts/account-hosting/delivery'
import type { MessageKind } from '@miaohui/contracts/account-hosting/events'
import type { Received } from './puppet-records'

const KEPT = 5_000

type Sent = { sendId: string; to: string; kind: MessageKind; text: string | undefined; at: string }

/**
 * What this process has just sent for an account, by message id. The echo of such a message needs no question to the worker, which in a
 * mass-send is half of all questions. An echo that is not found here is asked for like any other message.
 */
export class RecentSends {
  private readonly sent = new Map<string, Sent>()
  private running = 0

  async during<T>(send: () => Promise<T>): Promise<T> {
    this.running++
    try {
      return await send()
    } finally {
      this.running--
    }
  }

  /** The echo travels beside the answer to the send and may be read first: gives the answer a moment to arrive. */
  async settle(): Promise<void> {
    if (this.running > 0) await nextTurn()
  }

  remember(messageId: string, to: string, effect: Effect, sendId: string): void {
    if (effect.kind === 'room-invite') return
    const text = effect.kind === 'text' ? effect.text : effect.kind === 'link' ? effect.linkTitle : effect.mediaName
    this.sent.set(messageId, { sendId, to, kind: effect.kind, text, at: new Date().toISOString() })
    if (this.sent.size > KEPT) this.sent.delete(this.sent.keys().next().value!)
  }

  /** The message as its echo would tell it. */
  echoOf(messageId: string, selfId: string): Received | undefined {
    const sent = this.sent.get(messageId)
    if (!sent || selfId === '') return undefined
    this.sent.delete(messageId)
    return {
      providerMessageId: messageId,
      conversationId: sent.to,
      conversationKind: sent.to.startsWith('R:') ? 'room' : 'private',
      senderId: selfId,
      self: true,
      sendId: sent.sendId,
      kind: sent.kind,
      text: sent.text,
      at: sent.at,
    }
  }
}
