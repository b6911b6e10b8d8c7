import { Module } from '@nestjs/common'
import { ActivateMember } from './activate-member'
import { GetMember } from './get-member'
import { InvitationRpc } from './invitation.rpc'
import { InviteMember } from './invite-member'
import { ListMembers } from './list-members'
import { MemberAnnouncer } from './member-announcer'
import { MemberRpc } from './member.rpc'
import { MemberSubscriber } from './member.subscriber'
import { RecordDelivery } from './record-delivery'
import { ResendInvitation } from './resend-invitation'
import { RestoreMember } from './restore-member'
import { RevokeInvitation } from './revoke-invitation'
import { SuspendMember } from './suspend-member'
import { UpdateMember } from './update-member'

const adapters = [MemberRpc, InvitationRpc, MemberSubscriber]
const useCases = [
  ListMembers,
  GetMember,
  InviteMember,
  UpdateMember,
  SuspendMember,
  RestoreMember,
  ResendInvitation,
  RevokeInvitation,
]

@Module({ providers: [...adapters, ...useCases, ActivateMember, RecordDelivery, MemberAnnouncer] })
export class MemberModule {}
