import type { Envelope } from '@miaohui/contracts/kernel/event'
import { memberAccessChanged, type MemberAccessChanged } from '@miaohui/contracts/org/events'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { RecordAccess } from './record-access'

@Injectable()
export class MembershipSubscriber {
  constructor(private readonly recording: RecordAccess) {}

  @OnEvent(memberAccessChanged)
  async accessChanged(batch: Envelope<MemberAccessChanged>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.recording.execute(db, enterpriseId, batch)
  }
}
