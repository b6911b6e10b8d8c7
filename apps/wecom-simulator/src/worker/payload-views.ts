import {
  FileBoxType,
  MessageType,
  RoomMemberJoinScene,
  type ContactPayload,
  type FileBox,
  type MessagePayload,
  type MessageTypeNumber,
  type MiniProgramPayload,
  type RoomMemberPayload,
  type RoomPayload,
  type Timestamp,
} from '@miaohui/puppet-protocol/payloads'
import type { SimulatedAccount } from '../account/simulated-account'
import { isRoomId, WECOM_TEAM_ID } from '../population/identifiers'
import type { SimContact, SimRoom } from '../population/population'
import type { MessageKind, StoredMedia, StoredMessage, StoredMiniProgram } from '../storage/records'

const TYPE_OF_KIND: Record<MessageKind, MessageTypeNumber> = {
  text: MessageType.Text,
  image: MessageType.Image,
  file: MessageType.Attachment,
  audio: MessageType.Audio,
  video: MessageType.Video,
  link: MessageType.Url,
  'mini-program': MessageType.MiniProgram,
  'room-join': MessageType.System,
  'room-invite': MessageType.System,
  system: MessageType.System,
  recalled: MessageType.Recalled,
}

export type Links = { avatarOf: (id: string) => string; mediaBase: string }

/** Deleting and blocking are not visible here: `friend` stays true until the account finds out by itself. */
export function contactPayload(contact: SimContact, account: SimulatedAccount, links: Links): ContactPayload {
  return {
    id: contact.id,
    gender: contact.gender,
    type: contact.type,
    name: contact.name,
    avatar: links.avatarOf(contact.id),
    address: '',
    alias: contact.alias,
    city: contact.city,
    friend: contact.relation !== 'pending',
    province: contact.province,
    signature: '',
    star: false,
    weixin: '',
    corporation: contact.corporation,
    title: '',
    description: '',
    coworker: contact.coworker,
    phones: [],
    additionalInfo: JSON.stringify({
      addContactTime: Math.floor(contact.addedAt / 1000),
      addWay: contact.addWay,
      ...(contact.state ? { state: contact.state } : {}),
      corpId: `ww${account.identity.ordinal}`,
    }),
    tagIds: contact.tagIds,
    realName: '',
    aka: '',
  }
}

/** The account itself and 企业微信团队 are contacts too, for whoever asks. */
export function anyContactPayload(id: string, account: SimulatedAccount, links: Links): ContactPayload | undefined {
  const contact = account.people.contacts.get(id)
  if (contact) return contactPayload(contact, account, links)
  const name = nameOf(id, account)
  if (name === undefined) return undefined
  const known = account.people.contacts.values().next().value
  if (!known) return undefined
  const stranger = !account.people.strangers.has(id)
  const plain: SimContact = {
    ...known,
    id,
    name,
    alias: '',
    tagIds: [],
    relation: stranger ? 'friend' : 'pending',
    coworker: false,
    state: '',
  }
  return contactPayload(plain, account, links)
}

export function nameOf(id: string, account: SimulatedAccount): string | undefined {
  if (id === account.people.selfId) return account.people.selfName
  if (id === WECOM_TEAM_ID) return '企业微信团队'
  return account.people.contacts.get(id)?.name ?? account.people.strangers.get(id)
}

export function roomPayload(room: SimRoom, account: SimulatedAccount, links: Links): RoomPayload {
  return {
    id: room.id,
    topic: room.topic,
    avatar: links.avatarOf(room.id),
    ownerId: room.ownerId,
    adminIds: room.adminIds,
    memberIds: room.memberIds,
    handle: `wrSBX${account.identity.ordinal}${room.id.slice(-6)}`,
    additionalInfo: JSON.stringify({ capacity: room.capacity, inviteConfirm: room.inviteConfirm }),
    roomRemark: '',
    external: room.external,
    createTime: timestamp(room.createdAt),
  }
}

export function roomMemberPayload(id: string, room: SimRoom, account: SimulatedAccount, links: Links): RoomMemberPayload {
  return {
    id,
    roomAlias: '',
    inviterId: id === room.ownerId ? '' : room.ownerId,
    avatar: links.avatarOf(id),
    name: nameOf(id, account) ?? '',
    additionalInfo: '',
    joinTime: Math.floor(room.createdAt / 1000),
    joinScene: RoomMemberJoinScene.Add,
  }
}

export function messagePayload(message: StoredMessage, account: SimulatedAccount): MessagePayload {
  const inRoom = isRoomId(message.conversationId)
  const fromSelf = message.talkerId === account.people.selfId
  return {
    id: message.id,
    filename: message.media?.name ?? '',
    text: message.text,
    type: TYPE_OF_KIND[message.kind],
    talkerId: message.talkerId,
    roomId: inRoom ? message.conversationId : '',
    listenerId: inRoom ? '' : fromSelf ? message.conversationId : account.people.selfId,
    mentionIds: message.mentionIds ?? [],
    receiveTime: timestamp(message.t),
    additionalInfo: message.extra ?? '',
    textContents: [],
  }
}

export function fileBoxOf(media: StoredMedia, links: Links): string {
  const box: FileBox = {
    name: media.name,
    type: FileBoxType.Url,
    boxType: FileBoxType.Url,
    size: media.size,
    metadata: {},
    url: `${links.mediaBase}/media/${media.id}?type=${encodeURIComponent(media.mime)}`,
  }
  return JSON.stringify(box)
}

export function storedMiniProgram(given: Partial<MiniProgramPayload>): StoredMiniProgram {
  const { appid = '', title = '', username = '', pagePath = '', description = '', iconUrl = '', thumbUrl = '' } = given
  return { appid, title, username, pagePath, description, iconUrl, thumbUrl }
}

function timestamp(ms: number): Timestamp {
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 }
}
