import { Email, Flag, Instant, Nested, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { identityProblems as problems } from './problems'
import { Client, IssuedSession } from './session'

export class PreviewInvitation {
  @Text({ max: 100, description: 'from the fragment of the invitation link; reading never uses it up' })
  token!: string
}

export class InvitationPreview {
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

  @Flag({ description: 'the e-mail already has an account: its password is asked instead of a new one' })
  existingUser!: boolean

  @Instant()
  expiresAt!: string
}

export class AcceptInvitation {
  @Text({ max: 100 })
  token!: string

  @Text({ min: 1, max: 128, raw: true, description: 'the new password, or the account’s password when the e-mail is known' })
  password!: string

  @Nested(() => Client, { optional: true })
  client?: Client
}

export class AcceptedInvitation extends IssuedSession {
  @Text({ max: 36 })
  enterpriseId!: string
}

const refusals = [problems.INVITATION_INVALID, problems.INVITATION_EXPIRED, problems.INVITATION_USED] as const

export const previewInvitation = defineRpc({
  subject: 'rpc.identity.invitation.preview.v1',
  request: PreviewInvitation,
  reply: InvitationPreview,
  problems: refusals,
})
export const acceptInvitation = defineRpc({
  subject: 'rpc.identity.invitation.accept.v1',
  request: AcceptInvitation,
  reply: AcceptedInvitation,
  problems: [
    ...refusals,
    problems.PASSWORD_WEAK,
    problems.INVITATION_NEEDS_SIGN_IN,
    problems.SIGN_IN_LOCKED,
    problems.SIGN_IN_BUSY,
  ],
  deadlineMs: 10_000,
})
