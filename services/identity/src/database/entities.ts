import { LoginGuardEntity } from '../credentials/login-guard.entity'
import { InvitationLinkEntity } from '../invitation/invitation-link.entity'
import { InvitationEntity } from '../invitation/invitation.entity'
import { MemberAccessEntity } from '../membership/member-access.entity'
import { SessionEntity } from '../session/session.entity'
import { SetUpEntity } from '../set-up/set-up.entity'
import { UserEntity } from '../user/user.entity'

export const entities = [
  UserEntity,
  LoginGuardEntity,
  SessionEntity,
  SetUpEntity,
  MemberAccessEntity,
  InvitationEntity,
  InvitationLinkEntity,
]
