import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { Content } from './content'

/** The life of a send (reliability page §1.4). */
export const SEND_STATES = [
  'planned',
  'claimed',
  'handed',
  'acked',
  'delivered',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
  'missed',
] as const
export type SendState = (typeof SEND_STATES)[number]
/** States that nothing but late evidence changes. */
export const SETTLED_STATES: readonly SendState[] = ['delivered', 'failed', 'unknown', 'cancelled', 'skipped', 'missed']

export const SEND_SOURCES = ['inbox', 'answer-sop', 'private-sop', 'group-sop', 'tag-sop', 'broadcast', 'open-api'] as const
export type SendSource = (typeof SEND_SOURCES)[number]
/** person > answer SOP > SOP > broadcast; lower goes first on the account's lane. */
export const SEND_PRIORITY: Record<SendSource, number> = {
  inbox: 0,
  'open-api': 5,
  'answer-sop': 10,
  'private-sop': 20,
  'group-sop': 20,
  'tag-sop': 20,
  broadcast: 30,
}

export class PlannedSend {
  @OneOf(SEND_SOURCES)
  source!: SendSource

  @Id({ description: 'what asks for it: a run, a broadcast; with stepNo and customer it names the send for good' })
  sourceId!: string

  @Int({ min: 0 })
  stepNo!: number

  @Id()
  customerId!: string

  @Nested(() => Content)
  content!: Content

  @Instant({ optional: true, description: 'now unless given' })
  dueAt?: string

  @Instant({ optional: true, description: 'not sent by then: missed' })
  expiresAt?: string
}

export class PlanSends {
  @Nested(() => PlannedSend, { list: { min: 1, max: 200 } })
  items!: PlannedSend[]
}

export class PlannedSendState {
  @Id()
  sendId!: string

  @Id()
  sourceId!: string

  @Int({ min: 0 })
  stepNo!: number

  @OneOf(SEND_STATES)
  state!: SendState

  @Text({ max: 60, optional: true })
  outcome?: string
}

export class PlannedSends {
  @Nested(() => PlannedSendState, { list: { max: 200 } })
  items!: PlannedSendState[]
}

/** Takes sends over for good: each is planned at most once however often it is asked for. Customers who left are planned as `skipped`. */
export const planSends = defineRpc({
  subject: 'rpc.messaging.send.plan.v1',
  request: PlanSends,
  reply: PlannedSends,
  callers: ['sop'],
})
