import { invitationDeliveryChanged, type InvitationDeliveryChanged } from '@miaohui/contracts/identity/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { RecordDelivery } from './record-delivery'

@Injectable()
export class MemberSubscriber {
  constructor(private readonly recording: RecordDelivery) {}

  @OnEvent(invitationDeliveryChanged)
  async deliveryChanged(batch: Envelope<InvitationDeliveryChanged>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.recording.execute(db, enterpriseId, batch)
  }
}
