import { setTimeout as wait } from 'node:timers/promises'
import { FriendshipType, PayloadType } from '@miaohui/puppet-protocol/payloads'
import type { SimulatedAccount } from '../account/simulated-account'
import { customerId, isRoomId } from '../population/identifiers'
import { newCustomer, type SimContact } from '../population/population'
import { badState, notFound, SimulatorProblem } from '../problem'
import { recallRecords } from '../sending/message-sending'
import type { RoomAdding } from '../sending/room-adding'
import { kindOfFile, type MediaStore } from '../storage/media-store'
import type { MessageKind, StoredMedia, StoredMessage, WorldRecord } from '../storage/records'
import type { World } from '../world/world'

export type Addition = { id: string; name: string; /** When the customer pressed the button, ms since 1970. */ addedAt: number }
export type AddRequest = { name?: string; hello?: string; state?: string; count?: number; ratePerSecond?: number }
export type Utterance = { room?: string; text?: string; file?: { name: string; base64: string } }

/** What the simulated customers do with their phones. */
export class CustomerActions {
  constructor(
    private readonly world: World,
    private readonly media: MediaStore,
    private readonly rooms: RoomAdding,
  ) {}

  find(id: string): { account: SimulatedAccount; contact: SimContact } {
    const account = this.world.accountOfPerson(id)
    const contact = account.people.contacts.get(id)
    if (!contact) throw notFound('customer', id)
    return { account, contact }
  }

  /** New customers add the account, evenly spread when a rate is given. Resolves when the last one has. */
  async addCustomers(account: SimulatedAccount, { count = 1, ratePerSecond, ...of }: AddRequest): Promise<Addition[]> {
    const startedAt = performance.now()
    const additions: Promise<Addition>[] = []
    for (let n = 0; n < count; n++) {
      if (ratePerSecond) {
        const ahead = startedAt + (n / ratePerSecond) * 1000 - performance.now()
        if (ahead > 0) await wait(ahead)
      }
      additions.push(this.addCustomer(account, of))
    }
    return Promise.all(additions)
  }

  /** Somebody who deleted the account, or was never answered, adds it again. */
  async becomeFriend(id: string, hello: string): Promise<void> {
    const { account, contact } = this.find(id)
    if (contact.relation === 'friend') throw badState('a friend already', 'add')
    await this.world.commit(this.friendshipRecords(account, { ...contact, relation: 'friend' }, FriendshipType.Confirm, hello))
  }

  /** 单删: the account does not notice, unless WeCom happens to tell it. */
  async deleteAccount(id: string): Promise<void> {
    const { account, contact } = this.find(id)
    const gone: SimContact = { ...contact, relation: 'deleted' }
    const told = account.random.chance(this.world.knob('removedEventProb', account))
    await this.world.commit(
      told
        ? this.friendshipRecords(account, gone, FriendshipType.Removed, '')
        : [{ k: 'contact', a: account.accountId, contact: gone }],
    )
  }

  /** 拉黑: WeCom never tells. */
  async block(id: string): Promise<void> {
    const { account, contact } = this.find(id)
    await this.world.commit([{ k: 'contact', a: account.accountId, contact: { ...contact, relation: 'blocked' } }])
  }

  async say(id: string, { room, text, file }: Utterance): Promise<StoredMessage> {
    const { account, contact } = this.find(id)
    const conversationId = room ?? id
    if (room !== undefined) this.checkMember(account, room, id)
    else if (contact.relation !== 'friend') throw badState(`not a friend of the customer (${contact.relation})`, 'say')
    let content: { kind: MessageKind; text: string; media?: StoredMedia }
    if (file) {
      const media = await this.media.save(file.name, Buffer.from(file.base64, 'base64'))
      content = { kind: kindOfFile(media), text: media.name, media }
    } else if (text?.trim()) content = { kind: 'text', text }
    else throw new SimulatorProblem(400, 'INVALID_REQUEST', 'a text or a file')
    const message = this.world.message(account, { ...content, conversationId, talkerId: id, origin: 'customer' })
    await this.world.commit([
      { k: 'message', a: account.accountId, message },
      this.world.eventOrLater(account, 'MESSAGE', { messageId: message.id }),
    ])
    return message
  }

  async recall(id: string, messageId: string): Promise<void> {
    const { account } = this.find(id)
    const message = account.messages.get(messageId)
    if (!message || message.talkerId !== id) throw notFound('message of this customer', messageId)
    if (!message.recalled) await this.world.commit(recallRecords(this.world, account, message))
  }

  async acceptInvitation(id: string, roomId: string): Promise<void> {
    const { account, contact } = this.find(id)
    const invited = account.conversations.get(id)?.some((message) => message.kind === 'room-invite' && message.roomId === roomId)
    if (!invited) throw notFound('invitation to', roomId)
    if (!(await this.rooms.accept(account, contact, roomId))) throw badState('unable to let anyone in', 'join')
  }

  /** So many friends, chosen by chance, delete the account at once. */
  async deleteSome(account: SimulatedAccount, count: number): Promise<void> {
    const friends = [...account.people.contacts.values()].filter((contact) => contact.relation === 'friend' && !contact.coworker)
    for (const { id } of account.random.sample(friends, count)) await this.deleteAccount(id)
  }

  private async addCustomer(account: SimulatedAccount, of: AddRequest): Promise<Addition> {
    const addedAt = this.world.clock.now()
    const id = customerId(account.identity.ordinal, account.takeCustomerNumber())
    const contact = newCustomer(account.random, id, addedAt, of.name, of.state)
    await this.world.commit(this.friendshipRecords(account, contact, FriendshipType.Confirm, of.hello ?? ''))
    return { id, name: contact.name, addedAt }
  }

  /** The friendship goes first: whoever greets new customers need not wait for the contact's data. */
  private friendshipRecords(account: SimulatedAccount, contact: SimContact, type: number, hello: string): WorldRecord[] {
    const { accountId: a } = account
    const friendship = { id: `f${contact.id}-${account.friendships.size}`, contactId: contact.id, type, hello }
    const records: WorldRecord[] = [
      { k: 'contact', a, contact },
      { k: 'friendship', a, friendship },
      this.world.eventOrLater(account, 'FRIENDSHIP', { friendshipId: friendship.id }),
      this.world.eventOrLater(account, 'DIRTY', { payloadType: PayloadType.Contact, payloadId: contact.id }),
    ]
    if (type === FriendshipType.Confirm) {
      const text = '你们已成为联系人，现在可以开始聊天了。'
      const notice = this.world.message(account, {
        conversationId: contact.id,
        kind: 'system',
        talkerId: contact.id,
        text,
        origin: 'system',
      })
      records.push({ k: 'message', a, message: notice })
    }
    return records
  }

  private checkMember(account: SimulatedAccount, room: string, id: string): void {
    const members = isRoomId(room) ? account.people.rooms.get(room)?.memberIds : undefined
    if (!members?.includes(id)) throw notFound('room with this member', room)
  }
}
