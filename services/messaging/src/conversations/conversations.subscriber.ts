import { messageReceived, type MessageReceived } from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { ProjectAccounts } from '../accounts/project-accounts'
import { TakeMessages } from './take-messages'

@Injectable()
export class ConversationsSubscriber {
  constructor(
    private readonly accounts: ProjectAccounts,
    private readonly take: TakeMessages,
  ) {}

  @OnEvent(messageReceived)
  async received(batch: Envelope<MessageReceived>[], { db, enterpriseId }: EventContext): Promise<void> {
    const messages = batch.map((e) => e.data)
    await this.accounts.known(db, enterpriseId, messages)
    await this.take.execute(db, enterpriseId, messages)
  }
}
