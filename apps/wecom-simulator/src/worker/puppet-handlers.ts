import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { PuppetHandlers } from '@miaohui/puppet-protocol/puppet-server'
import type { SimulatedAccount } from '../account/simulated-account'
import type { SimRoom } from '../population/population'
import type { MessageSending } from '../sending/message-sending'
import type { RoomAdding } from '../sending/room-adding'
import type { StoredMessage } from '../storage/records'
import type { World } from '../world/world'
import {
  anyContactPayload,
  fileBoxOf,
  messagePayload,
  roomMemberPayload,
  roomPayload,
  storedMiniProgram,
  type Links,
} from './payload-views'

/** What the simulator answers on the puppet protocol. */
export function puppetHandlers(world: World, sending: MessageSending, rooms: RoomAdding): PuppetHandlers<SimulatedAccount> {
  const links: Links = {
    avatarOf: (id) => world.avatarOf(id),
    get mediaBase() {
      return world.links.media
    },
  }
  const bot = (key: string | undefined) => ({ key, origin: 'bot' as const })
  return {
    Version: () => ({ version: '0.1.0' }),
    CurrentUser: (account) => ({ userId: account.isOnlineNow ? account.people.selfId : '' }),
    Start: (account) => done(account.login.start()),
    Stop: (account) => done(account.login.stop()),
    Logout: (account) => done(account.login.logout()),
    RefreshQRCode: (account) => done(account.login.refreshQr()),
    EnterVerifyCode: (account, { id, code }) => done(account.login.enterCode(id, code)),
    CancelVerifyCode: (account, { id }) => done(account.login.cancelCode(id)),

    ContactList: (account) => ({ ids: [...online(account).people.contacts.keys()] }),
    ContactPayload: (account, { id }) => anyContactPayload(id, online(account), links) ?? missing(id),
    BatchContactPayload: (account, { ids }) => ({
      contactPayloads: ids.map((id) => anyContactPayload(id, online(account), links)).filter((payload) => payload !== undefined),
    }),
    ContactAlias: async (account, { id, alias }) => {
      const contact = online(account).people.contacts.get(id) ?? missing(id)
      if (alias === undefined) return { alias: contact.alias }
      await world.commit([{ k: 'contact', a: account.accountId, contact: { ...contact, alias } }])
      return { alias }
    },
    FriendshipPayload: (account, { id }) => {
      const { contactId, hello, type } = online(account).friendships.get(id) ?? missing(id)
      return { id, contactId, hello, type, stranger: '', ticket: '', scene: 0 }
    },

    RoomList: (account) => ({ ids: [...online(account).people.rooms.keys()] }),
    RoomPayload: (account, { id }) => roomPayload(roomOf(account, id), account, links),
    RoomMemberList: (account, { id }) => ({ memberIds: roomOf(account, id).memberIds }),
    BatchRoomMemberPayload: (account, { id, memberIds }) => {
      const room = roomOf(account, id)
      const members = new Set(room.memberIds)
      return {
        memberPayloads: memberIds
          .filter((member) => members.has(member))
          .map((member) => roomMemberPayload(member, room, account, links)),
      }
    },
    RoomAddV2: (account, { id, contactIds, inviteOnly }, { idempotencyKey }) =>
      rooms.add(account, id, contactIds, inviteOnly ?? false, idempotencyKey),

    TagTagList: (account) => ({ tagIds: [...online(account).people.tags.keys()] }),
    TagPayload: (account, { tagId }) => ({ payload: online(account).people.tags.get(tagId) ?? missing(tagId) }),
    TagContactTagList: (account, { contactId }) => ({
      tagIds: (online(account).people.contacts.get(contactId) ?? missing(contactId)).tagIds,
    }),
    TagGroupList: (account) => ({ tagGroupIds: [...online(account).people.tagGroups.keys()] }),
    TagGroupPayload: (account, { groupId }) => ({ payload: online(account).people.tagGroups.get(groupId) ?? missing(groupId) }),
    TagGroupTagList: (account, { tagGroupId }) => ({
      tagIds: [...online(account).people.tags.values()].filter((tag) => tag.groupId === tagGroupId).map((tag) => tag.id),
    }),

    MessagePayload: (account, { id }) => messagePayload(messageOf(account, id), account),
    MessageFile: (account, { id }) => {
      const { media } = messageOf(account, id)
      return { fileBox: media ? fileBoxOf(media, links) : missing(id) }
    },
    MessageUrl: (account, { id }) => ({ urlLink: messageOf(account, id).link ?? missing(id) }),
    MessageMiniProgram: (account, { id }) => ({
      miniProgram: { shareId: '', thumbKey: '', ...(messageOf(account, id).miniProgram ?? missing(id)) },
    }),
    MessageSendText: (account, { conversationId, text, mentionalIds }, { idempotencyKey }) =>
      sending.sendText(account, conversationId, text, mentionalIds ?? [], bot(idempotencyKey)),
    MessageSendFile: (account, { conversationId, fileBox }, { idempotencyKey }) =>
      sending.sendFile(account, conversationId, fileBox, bot(idempotencyKey)),
    MessageSendUrl: (account, { conversationId, urlLink }, { idempotencyKey }) => {
      const link = { title: '', url: '', description: '', thumbnailUrl: '', ...urlLink }
      return sending.sendLink(account, conversationId, link, bot(idempotencyKey))
    },
    MessageSendMiniProgram: (account, { conversationId, miniProgram }, { idempotencyKey }) =>
      sending.sendMiniProgram(account, conversationId, storedMiniProgram(miniProgram ?? {}), bot(idempotencyKey)),
    MessageRecall: async (account, { id }) => ({ success: await sending.recall(account, id) }),
  }
}

/** For commands whose answer is empty. */
function done(_effect: void): Record<never, never> {
  return {}
}

function online(account: SimulatedAccount): SimulatedAccount {
  if (!account.isOnlineNow) throw new ProviderError('ACCOUNT_OFFLINE', `账号离线 (${account.login.state})`)
  return account
}

function roomOf(account: SimulatedAccount, id: string): SimRoom {
  return online(account).people.rooms.get(id) ?? missing(id)
}

function messageOf(account: SimulatedAccount, id: string): StoredMessage {
  return account.messages.get(id) ?? missing(id)
}

function missing(id: string): never {
  throw new ProviderError('NOT_FOUND', id)
}
