import {
  contactAdded,
  contactRelationChanged,
  contactsListed,
  type ContactAdded,
  type ContactRelationChanged,
  type ContactsListed,
} from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { ProjectAccounts } from '../accounts/project-accounts'
import { AnnounceSends } from '../sends/announce-sends'
import { DropSends } from '../sends/drop-sends'
import { AddCustomers } from './add-customers'
import { ChangeRelations } from './change-relations'
import { WriteContacts } from './write-contacts'

@Injectable()
export class CustomersSubscriber {
  constructor(
    private readonly accounts: ProjectAccounts,
    private readonly write: WriteContacts,
    private readonly add: AddCustomers,
    private readonly relations: ChangeRelations,
    private readonly drop: DropSends,
    private readonly announce: AnnounceSends,
  ) {}

  @OnEvent(contactsListed)
  async listed(batch: Envelope<ContactsListed>[], { db, enterpriseId }: EventContext): Promise<void> {
    const pages = batch.map((e) => e.data)
    await this.accounts.known(db, enterpriseId, pages)
    const given = pages.flatMap(({ accountId, teamId, contacts }) => contacts.map((contact) => ({ accountId, teamId, contact })))
    await this.write.execute(db, enterpriseId, given, new Date())
  }

  @OnEvent(contactAdded)
  async added(batch: Envelope<ContactAdded>[], { db, enterpriseId }: EventContext): Promise<void> {
    const additions = batch.map((e) => e.data)
    await this.accounts.known(db, enterpriseId, additions)
    await this.add.execute(db, enterpriseId, additions)
  }

  @OnEvent(contactRelationChanged)
  async relationChanged(batch: Envelope<ContactRelationChanged>[], { db, enterpriseId }: EventContext): Promise<void> {
    const changed = await this.relations.execute(
      db,
      enterpriseId,
      batch.map((e) => e.data),
    )
    await this.announce.execute(db, enterpriseId, await this.drop.ofLostCustomers(db, enterpriseId, changed))
  }
}
