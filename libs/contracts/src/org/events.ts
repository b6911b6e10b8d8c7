import { defineEvent } from '../kernel/event'
import { Email, Flag, Id, Text } from '../kernel/fields'

export class MemberInvited {
  @Id()
  invitationId!: string

  @Id()
  memberId!: string

  @Email()
  email!: string

  @Text({ max: 50 })
  name!: string

  @Text({ max: 60 })
  enterpriseName!: string

  @Text({ max: 60, optional: true })
  teamName?: string

  @Text({ max: 60 })
  permissionGroupName!: string

  @Text({ max: 50 })
  inviterName!: string
}

export class InvitationRevoked {
  @Id()
  invitationId!: string

  @Id()
  memberId!: string
}

export class MemberAccessChanged {
  @Id()
  memberId!: string

  @Id({ nullable: true })
  userId!: string | null

  @Flag({ description: 'false: the member may not work in the enterprise any more' })
  active!: boolean
}

/** Also published for a re-send, with a new invitation id. */
export const memberInvited = defineEvent({ name: 'org.member.invited.v1', data: MemberInvited, consumers: ['identity'] })
export const invitationRevoked = defineEvent({
  name: 'org.invitation.revoked.v1',
  data: InvitationRevoked,
  consumers: ['identity'],
})
/** Joined, suspended, restored, or permissions changed. */
export const memberAccessChanged = defineEvent({
  name: 'org.member.access-changed.v1',
  data: MemberAccessChanged,
  consumers: ['identity'],
})
