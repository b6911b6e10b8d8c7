import { defineEvent } from '../kernel/event'
import { Id, Instant, Int, OneOf, Text } from '../kernel/fields'

export const DELIVERY_STATES = ['queued', 'sent', 'failed', 'accepted', 'expired', 'revoked'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export class InvitationDeliveryChanged {
  @Id()
  invitationId!: string

  @Id()
  memberId!: string

  @OneOf(DELIVERY_STATES)
  state!: DeliveryState

  @Int({ min: 0 })
  attempts!: number

  @Text({ max: 500, optional: true, description: 'what the mail server said' })
  reason?: string

  @Instant({ optional: true })
  expiresAt?: string
}

export const invitationDeliveryChanged = defineEvent({
  name: 'identity.invitation.delivery-changed.v1',
  data: InvitationDeliveryChanged,
  consumers: ['org'],
})
