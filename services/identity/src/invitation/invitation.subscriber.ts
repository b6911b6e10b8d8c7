import type { Envelope } from '@miaohui/contracts/kernel/event'
import { invitationRevoked, memberInvited, type InvitationRevoked, type MemberInvited } from '@miaohui/contracts/org/events'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { QueueInvitations } from './queue-invitations'
import { RevokeInvitations } from './revoke-invitations'

@Injectable()
export class InvitationSubscriber {
  constructor(
    private readonly queueing: QueueInvitations,
    private readonly revoking: RevokeInvitations,
  ) {}

  @OnEvent(memberInvited)
  async invited(batch: Envelope<MemberInvited>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.queueing.execute(db, enterpriseId, batch)
  }

  @OnEvent(invitationRevoked)
  async revoked(batch: Envelope<InvitationRevoked>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.revoking.execute(db, enterpriseId, batch)
  }
}
