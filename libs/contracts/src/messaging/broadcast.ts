import { ByIdInTeam, TeamScoped } from '../kernel/common-shapes'
import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { AudienceEstimate, CustomerFilter } from './audience'
import { Content } from './content'
import { messagingProblems as problems } from './problems'
import { SEND_STATES, type SendState } from './send'

/** 无限制: one ordinary message at a time through the hosted account; 极速 (express) follows. */
export const BROADCAST_MODES = ['unlimited'] as const
/** scheduled → freezing (audience is being fixed) → running ⇄ paused → finished | cancelled */
export const BROADCAST_STATES = ['scheduled', 'freezing', 'running', 'paused', 'finished', 'cancelled'] as const
export type BroadcastState = (typeof BROADCAST_STATES)[number]

/** How many sends are in each state; their sum is always `sends`. */
export class SendCounts {
  @Int({ min: 0 }) planned!: number
  @Int({ min: 0 }) claimed!: number
  @Int({ min: 0 }) handed!: number
  @Int({ min: 0 }) acked!: number
  @Int({ min: 0 }) delivered!: number
  @Int({ min: 0 }) failed!: number
  @Int({ min: 0 }) unknown!: number
  @Int({ min: 0 }) cancelled!: number
  @Int({ min: 0 }) skipped!: number
  @Int({ min: 0 }) missed!: number
}

export class Broadcast {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @OneOf(BROADCAST_MODES)
  mode!: 'unlimited'

  @OneOf(BROADCAST_STATES)
  state!: BroadcastState

  @Nested(() => Content, { list: { max: 9 } })
  messages!: Content[]

  @Nested(() => AudienceEstimate, { description: 'as it was when the audience was fixed' })
  audience!: AudienceEstimate

  @Int({ min: 0, description: 'recipients × messages' })
  sends!: number

  @Nested(() => SendCounts)
  counts!: SendCounts

  @Instant()
  startAt!: string

  @Instant({ optional: true })
  finishedAt?: string

  @Text({ max: 50 })
  createdByName!: string

  @Int({ min: 1 })
  rev!: number

  @Instant()
  createdAt!: string
}

export class CreateBroadcast extends TeamScoped {
  @Text({ min: 1, max: 60 })
  name!: string

  @OneOf(BROADCAST_MODES)
  mode!: 'unlimited'

  @Nested(() => CustomerFilter)
  filter!: CustomerFilter

  @Nested(() => Content, { list: { min: 1, max: 9 } })
  messages!: Content[]

  @Instant({ optional: true, description: 'at once unless given' })
  startAt?: string

  @Text({ min: 8, max: 100, description: 'repeating the call with the same key starts one broadcast' })
  idempotencyKey!: string
}

export class ListBroadcasts extends PageRequest {
  @Id()
  teamId!: string
}

export class BroadcastSend {
  @Id()
  id!: string

  @Id()
  customerId!: string

  @Text({ max: 200 })
  customerName!: string

  @Id()
  accountId!: string

  @Text({ max: 100, nullable: true })
  accountName!: string | null

  @Int({ min: 0 })
  stepNo!: number

  @OneOf(SEND_STATES)
  state!: SendState

  @Text({ max: 60, nullable: true, description: 'why: provider or own code' })
  outcome!: string | null

  @Instant()
  updatedAt!: string
}

export class ListBroadcastSends extends PageRequest {
  @Id()
  teamId!: string

  @Id()
  id!: string

  @OneOf(SEND_STATES, { optional: true })
  state?: SendState
}

export const createBroadcast = defineRpc({
  subject: 'rpc.messaging.broadcast.create.v1',
  request: CreateBroadcast,
  reply: Broadcast,
  problems: [problems.AUDIENCE_EMPTY, problems.CONTENT_EMPTY, problems.ACCOUNT_IN_WATCH],
  deadlineMs: 15_000,
})
export const listBroadcasts = defineRpc({
  subject: 'rpc.messaging.broadcast.list.v1',
  request: ListBroadcasts,
  reply: pageOf(Broadcast),
})
export const getBroadcast = defineRpc({ subject: 'rpc.messaging.broadcast.get.v1', request: ByIdInTeam, reply: Broadcast })
export const listBroadcastSends = defineRpc({
  subject: 'rpc.messaging.broadcast.sends.v1',
  request: ListBroadcastSends,
  reply: pageOf(BroadcastSend),
})
/** In-flight sends end, the rest keeps its order and waits. */
export const pauseBroadcast = defineRpc({
  subject: 'rpc.messaging.broadcast.pause.v1',
  request: ByIdInTeam,
  reply: Broadcast,
  problems: [problems.BROADCAST_STATE],
})
export const resumeBroadcast = defineRpc({
  subject: 'rpc.messaging.broadcast.resume.v1',
  request: ByIdInTeam,
  reply: Broadcast,
  problems: [problems.BROADCAST_STATE],
})
/** Everything not yet handed over is dropped for good. */
export const cancelBroadcast = defineRpc({
  subject: 'rpc.messaging.broadcast.cancel.v1',
  request: ByIdInTeam,
  reply: Broadcast,
  problems: [problems.BROADCAST_STATE],
})
