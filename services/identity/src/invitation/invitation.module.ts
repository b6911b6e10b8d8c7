import { Module } from '@nestjs/common'
import { CredentialsModule } from '../credentials/credentials.module'
import { SessionModule } from '../session/session.module'
import { AcceptInvitation } from './accept-invitation'
import { DeliveryAnnouncer } from './delivery-announcer'
import { ExpireInvitations } from './expire-invitations'
import { InvitationSweeper } from './invitation-sweeper'
import { InvitationRpc } from './invitation.rpc'
import { InvitationSubscriber } from './invitation.subscriber'
import { Mailer } from './mailer'
import { OpenLink } from './open-link'
import { PreviewInvitation } from './preview-invitation'
import { QueueInvitations } from './queue-invitations'
import { RevokeInvitations } from './revoke-invitations'
import { SendDueInvitations } from './send-due-invitations'

const adapters = [InvitationRpc, InvitationSubscriber, InvitationSweeper]
const useCases = [PreviewInvitation, AcceptInvitation, QueueInvitations, RevokeInvitations, SendDueInvitations, ExpireInvitations]

@Module({
  imports: [CredentialsModule, SessionModule],
  providers: [...adapters, ...useCases, OpenLink, Mailer, DeliveryAnnouncer],
})
export class InvitationModule {}
