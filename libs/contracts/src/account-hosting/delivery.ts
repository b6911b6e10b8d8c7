import { Id, Int, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'

/** What a send does at WeCom. */
export const EFFECT_KINDS = ['text', 'image', 'link', 'file', 'room-invite'] as const
export type EffectKind = (typeof EFFECT_KINDS)[number]

/** A: the worker remembers the key; B: no key, but an authoritative history; C: neither (reliability page §1.4). */
export const PROVIDER_CLASSES = ['A', 'B', 'C'] as const
export type ProviderClass = (typeof PROVIDER_CLASSES)[number]

/** What to hand to WeCom; the fields used depend on `kind`. */
export class Effect {
  @OneOf(EFFECT_KINDS)
  kind!: EffectKind

  @Text({ max: 4000, optional: true, raw: true })
  text?: string

  @Text({ max: 2000, optional: true, description: 'short-lived signed address of the material' })
  mediaUrl?: string

  @Text({ max: 200, optional: true })
  mediaName?: string

  @Text({ max: 2000, optional: true })
  linkUrl?: string

  @Text({ max: 200, optional: true })
  linkTitle?: string

  @Text({ max: 100, optional: true, description: 'WeCom id of the room to pull the customer into' })
  roomProviderId?: string
}

export class HandOverItem {
  @Id({ description: 'the key of every attempt' })
  sendId!: string

  @Id()
  accountId!: string

  @Text({ max: 100, description: 'WeCom id of the customer or room' })
  conversationId!: string

  @Nested(() => Effect)
  effect!: Effect
}

export class HandOver {
  @Nested(() => HandOverItem, { list: { min: 1, max: 200 } })
  items!: HandOverItem[]
}

/**
 * accepted: the worker has it · refused: a definite no, never to be repeated · later: a definite no for now ·
 * ambiguous: nobody knows (time-out, connection lost after writing)
 */
export const HAND_OVER_OUTCOMES = ['accepted', 'refused', 'later', 'ambiguous'] as const
export type HandOverOutcome = (typeof HAND_OVER_OUTCOMES)[number]

export class HandOverResult {
  @Id()
  sendId!: string

  @OneOf(HAND_OVER_OUTCOMES)
  outcome!: HandOverOutcome

  @OneOf(PROVIDER_CLASSES)
  providerClass!: ProviderClass

  @Text({ max: 100, optional: true })
  providerMessageId?: string

  @Text({ max: 60, optional: true, description: 'provider error code (providers page §1.4)' })
  code?: string

  @Int({ min: 0, optional: true })
  retryAfterMs?: number
}

export class HandOverResults {
  @Nested(() => HandOverResult, { list: { max: 200 } })
  items!: HandOverResult[]
}

/** The only way to WeCom for a send. Items of one conversation are handed over in their order. Never repeats anything by itself. */
export const handOver = defineRpc({
  subject: 'rpc.account-hosting.delivery.hand-over.v1',
  request: HandOver,
  reply: HandOverResults,
  callers: ['messaging'],
  deadlineMs: 20_000,
})
