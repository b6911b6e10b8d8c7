import { PayloadType } from '@miaohui/puppet-protocol/payloads'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { SimulatedAccount } from '../account/simulated-account'
import type { SimContact, SimRoom } from '../population/population'
import type { WorldRecord } from '../storage/records'
import type { World } from '../world/world'
import { oncePerKey } from './once-per-key'

export type RoomAddReply = { successIds: string[]; failedIds: string[]; failedReasons: string[] }

/** WeCom takes at most so many people in one operation. */
const MAX_AT_ONCE = 40
const ACCEPT_AFTER_MS = [5_000, 60_000] as const

/** The account pulls customers into a room: at once into a small one, by an invitation that they must accept into a larger one. */
export class RoomAdding {
  constructor(private readonly world: World) {}

  /** `failedReasons`: NOT_FRIEND, BLOCKED, ROOM_FULL, INVITE_SENT (not in the room yet), NO_SUCH_CONVERSATION. */
  add(
    account: SimulatedAccount,
    roomId: string,
    contactIds: string[],
    inviteOnly: boolean,
    key: string | undefined,
  ): Promise<RoomAddReply> {
    return oncePerKey(this.world, account, key, async () => {
      if (this.world.draining) throw new ProviderError('WORKER_DRAINING', '')
      if (!account.login.canSend) throw new ProviderError('ACCOUNT_OFFLINE', `账号离线 (${account.login.state})`)
      const room = account.people.rooms.get(roomId)
      if (!room) throw new ProviderError('NO_SUCH_CONVERSATION', roomId)
      if (contactIds.length === 0 || contactIds.length > MAX_AT_ONCE) {
        throw new ProviderError('INVALID_REQUEST', `1 to ${MAX_AT_ONCE} people at once`)
      }
      const { reply, records } = this.decide(account, room, [...new Set(contactIds)], inviteOnly, key)
      // Only an effect is remembered: a refusal may be tried again under its key, for example with another room.
      if (key && records.length > 0) records.push({ k: 'outcome', a: account.accountId, key, reply })
      await this.world.commit(records)
      return reply
    })
  }

  /** The customer taps the invitation. */
  async accept(account: SimulatedAccount, contact: SimContact, roomId: string): Promise<boolean> {
    const room = account.people.rooms.get(roomId)
    if (!room || room.memberIds.includes(contact.id) || room.memberIds.length >= room.capacity) return false
    await this.world.commit(this.joinRecords(account, room, [contact], undefined, 'phone'))
    return true
  }

  private decide(account: SimulatedAccount, room: SimRoom, ids: string[], inviteOnly: boolean, key: string | undefined) {
    const reply: RoomAddReply = { successIds: [], failedIds: [], failedReasons: [] }
    const records: WorldRecord[] = []
    const joining: SimContact[] = []
    const byInvitation = inviteOnly || room.inviteConfirm || room.memberIds.length >= this.world.knob('inviteThreshold', account)
    for (const id of ids) {
      const contact = account.people.contacts.get(id)
      const reason = this.refusal(room, contact, joining.length)
      if (contact && !reason && !byInvitation) joining.push(contact)
      else if (contact && !reason) records.push(...this.invite(account, room, contact, key))
      if (room.memberIds.includes(id) || (!reason && !byInvitation)) reply.successIds.push(id)
      else {
        reply.failedIds.push(id)
        reply.failedReasons.push(reason ?? 'INVITE_SENT')
      }
    }
    const newcomers = joining.filter(({ id }) => !room.memberIds.includes(id))
    if (newcomers.length > 0) records.push(...this.joinRecords(account, room, newcomers, key, 'bot'))
    return { reply, records }
  }

  private refusal(room: SimRoom, contact: SimContact | undefined, joining: number): string | undefined {
    if (!contact) return 'NO_SUCH_CONVERSATION'
    if (contact.relation === 'blocked') return 'BLOCKED'
    if (contact.relation !== 'friend') return 'NOT_FRIEND'
    return room.memberIds.length + joining >= room.capacity ? 'ROOM_FULL' : undefined
  }

  private invite(account: SimulatedAccount, room: SimRoom, contact: SimContact, key: string | undefined): WorldRecord[] {
    if (room.memberIds.includes(contact.id)) return []
    const message = this.world.message(account, {
      conversationId: contact.id,
      kind: 'room-invite',
      talkerId: account.people.selfId,
      text: room.topic,
      origin: 'bot',
      roomId: room.id,
      ...(key ? { idempotencyKey: key } : {}),
    })
    if (account.random.chance(this.world.knob('inviteAcceptProb', account))) {
      this.world.clock.after(account.random.between(ACCEPT_AFTER_MS), () => void this.accept(account, contact, room.id))
    }
    return [{ k: 'message', a: account.accountId, message }]
  }

  private joinRecords(
    account: SimulatedAccount,
    room: SimRoom,
    newcomers: SimContact[],
    key: string | undefined,
    origin: 'bot' | 'phone',
  ): WorldRecord[] {
    const { accountId: a } = account
    const ids = newcomers.map(({ id }) => id)
    const notices = newcomers.map((contact): WorldRecord => {
      const message = this.world.message(account, {
        conversationId: contact.id,
        kind: 'room-join',
        talkerId: account.people.selfId,
        text: room.topic,
        // A customer who accepts an invitation joins by himself: nothing that the account sent arrives then.
        origin: origin === 'bot' ? 'bot' : 'system',
        roomId: room.id,
        ...(key ? { idempotencyKey: key } : {}),
      })
      return { k: 'message', a, message }
    })
    const inRoom = this.world.message(account, {
      conversationId: room.id,
      kind: 'system',
      talkerId: account.people.selfId,
      text: `${account.people.selfName}邀请${newcomers.map(({ name }) => name).join('、')}加入了群聊`,
      origin: 'system',
      roomId: room.id,
    })
    const joined = { roomId: room.id, inviteeIdList: ids, inviterId: account.people.selfId, timestamp: this.world.clock.now() }
    return [
      { k: 'room-joined', a, roomId: room.id, ids },
      ...notices,
      { k: 'message', a, message: inRoom },
      this.world.eventOrLater(account, 'ROOM_JOIN', joined),
      this.world.eventOrLater(account, 'DIRTY', { payloadType: PayloadType.Room, payloadId: room.id }),
    ]
  }
}
