import { DELIVERY_STATES, type DeliveryState } from '../identity/events'
import { ById } from '../kernel/common-shapes'
import { Email, Flag, Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { orgProblems as problems } from './problems'

export const MEMBER_STATES = ['invited', 'active', 'suspended'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

export class MemberTeam {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string
}

export class MemberInvitation {
  @Id()
  id!: string

  @OneOf(DELIVERY_STATES)
  state!: DeliveryState

  @Int({ min: 0 })
  attempts!: number

  @Text({ max: 500, optional: true })
  reason?: string

  @Instant()
  sentOrQueuedAt!: string

  @Instant({ optional: true })
  expiresAt?: string
}

export class Member {
  @Id()
  id!: string

  @Text({ max: 50 })
  name!: string

  @Email()
  email!: string

  @OneOf(MEMBER_STATES)
  state!: MemberState

  @Flag()
  isSuperAdmin!: boolean

  @Id({ nullable: true })
  departmentId!: string | null

  @Id()
  permissionGroupId!: string

  @Text({ max: 60 })
  permissionGroupName!: string

  @Nested(() => MemberTeam, { list: { max: 1000 } })
  teams!: MemberTeam[]

  @Nested(() => MemberInvitation, { optional: true })
  invitation?: MemberInvitation

  @Instant()
  createdAt!: string
}

export class ListMembers extends PageRequest {
  @Id({ optional: true, description: 'this department and everything below it' })
  departmentId?: string

  @OneOf(MEMBER_STATES, { optional: true })
  state?: MemberState

  @Text({ max: 60, optional: true, description: 'part of the name or e-mail' })
  search?: string
}

export class InviteMember {
  @Text({ min: 1, max: 50 })
  name!: string

  @Email()
  email!: string

  @Id({ optional: true, nullable: true })
  departmentId?: string | null

  @Id({ optional: true, description: '普通员工 unless given' })
  permissionGroupId?: string

  @Id({ optional: true, description: 'an existing team; without it a new one "<name>的小组" is made' })
  teamId?: string

  @Text({ max: 100, optional: true, description: 'repeating a call with the same key invites once' })
  idempotencyKey?: string
}

export class UpdateMember extends ById {
  @Text({ min: 1, max: 50, optional: true })
  name?: string

  @Id({ optional: true, nullable: true })
  departmentId?: string | null

  @Id({ optional: true })
  permissionGroupId?: string
}

export class ActivateMember {
  @Id()
  enterpriseId!: string

  @Id()
  memberId!: string

  @Id()
  userId!: string
}

export const listMembers = defineRpc({ subject: 'rpc.org.member.list.v1', request: ListMembers, reply: pageOf(Member) })
export const getMember = defineRpc({ subject: 'rpc.org.member.get.v1', request: ById, reply: Member })
export const inviteMember = defineRpc({
  subject: 'rpc.org.member.invite.v1',
  request: InviteMember,
  reply: Member,
  problems: [problems.MEMBER_EMAIL_TAKEN, problems.GRANT_EXCEEDS_OWN, problems.TEAM_NAME_TAKEN],
})
export const updateMember = defineRpc({
  subject: 'rpc.org.member.update.v1',
  request: UpdateMember,
  reply: Member,
  problems: [problems.LAST_SUPER_ADMIN, problems.GRANT_EXCEEDS_OWN],
})
/** A suspended member is out at once: the gateway asks `resolveAccess` at least every five seconds. */
export const suspendMember = defineRpc({
  subject: 'rpc.org.member.suspend.v1',
  request: ById,
  reply: Member,
  problems: [problems.LAST_SUPER_ADMIN],
})
export const restoreMember = defineRpc({ subject: 'rpc.org.member.restore.v1', request: ById, reply: Member })
/** Sends a fresh link; the old one stops working. */
export const resendInvitation = defineRpc({
  subject: 'rpc.org.invitation.resend.v1',
  request: ById,
  reply: Member,
  problems: [problems.MEMBER_NOT_INVITED],
})
export const revokeInvitation = defineRpc({
  subject: 'rpc.org.invitation.revoke.v1',
  request: ById,
  problems: [problems.MEMBER_NOT_INVITED],
})
/** identity says: this user accepted. Repeating it changes nothing. */
export const activateMember = defineRpc({ subject: 'rpc.org.member.activate.v1', request: ActivateMember, callers: ['identity'] })
