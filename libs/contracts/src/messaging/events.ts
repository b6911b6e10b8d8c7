import { defineEvent } from '../kernel/event'
import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { RELATIONS, type Relation } from '../account-hosting/events'
import { SEND_SOURCES, SEND_STATES, type SendSource, type SendState } from './send'

export class CustomerAdded {
  @Id()
  customerId!: string

  @Id()
  accountId!: string

  @Id()
  teamId!: string

  @Text({ max: 200 })
  name!: string

  @Instant({ description: 'when the worker saw the new friend' })
  at!: string
}

export class CustomerRelationChanged {
  @Id()
  customerId!: string

  @Id()
  accountId!: string

  @OneOf(RELATIONS)
  relation!: Relation
}

export class SettledSend {
  @Id()
  sendId!: string

  @OneOf(SEND_SOURCES)
  source!: SendSource

  @Id()
  sourceId!: string

  @Int({ min: 0 })
  stepNo!: number

  @Id()
  customerId!: string

  @OneOf(SEND_STATES)
  state!: SendState

  @Text({ max: 60, optional: true })
  outcome?: string

  @Instant()
  at!: string
}

export class SendsSettled {
  @Nested(() => SettledSend, { list: { min: 1, max: 200 } })
  items!: SettledSend[]
}

/** Hot: sop answers new customers within a second. */
export const customerAdded = defineEvent({
  name: 'messaging.customer.added.v1',
  data: CustomerAdded,
  consumers: ['sop'],
  hot: true,
})
export const customerRelationChanged = defineEvent({
  name: 'messaging.customer.relation-changed.v1',
  data: CustomerRelationChanged,
  consumers: ['sop'],
})
/** Only sends of SOPs; a batch per state change. */
export const sendsSettled = defineEvent({ name: 'messaging.send.settled.v1', data: SendsSettled, consumers: ['sop'], hot: true })
