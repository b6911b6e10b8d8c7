import type {
  ContactRecord,
  MessageKind,
  MessageReceived,
  RoomRecord,
  TagRecord,
} from '@miaohui/contracts/account-hosting/events'
import {
  ContactType,
  MessageType,
  TagType,
  type ContactAdditionalInfo,
  type ContactPayload,
  type FileBox,
  type MessageAdditionalInfo,
  type MessagePayload,
  type RoomPayload,
  type TagGroupPayload,
  type TagPayload,
  type Timestamp,
} from '@miaohui/puppet-protocol/payloads'
import type { Profile } from '../hosting-provider'

/** Null for what is no friend: strangers, unanswered requests, official accounts and applications. */
export function contactRecord(payload: ContactPayload): ContactRecord | null {
  if (payload.type !== ContactType.Personal && payload.type !== ContactType.Corporation) return null
  if (!payload.friend && !payload.coworker) return null
  const { addContactTime } = contactInfo(payload)
  return {
    providerId: payload.id,
    name: clip(payload.name, 200),
    remark: optional(payload.alias, 200),
    avatarUrl: optional(payload.avatar, 500),
    kind: payload.coworker ? 'coworker' : payload.type === ContactType.Corporation ? 'wecom' : 'wechat',
    gender: payload.gender === 1 || payload.gender === 2 ? payload.gender : 0,
    corporation: optional(payload.corporation, 200),
    tagIds: payload.tagIds.slice(0, 200),
    addedAt: addContactTime === undefined ? undefined : new Date(addContactTime * 1000).toISOString(),
  }
}

export function profileOf(payload: ContactPayload): Profile {
  return {
    providerUserId: payload.id,
    corpId: contactInfo(payload).corpId ?? '',
    name: clip(payload.name, 100),
    avatarUrl: optional(payload.avatar, 500) ?? null,
  }
}

export function roomRecord(payload: RoomPayload, selfId: string): RoomRecord {
  return {
    providerId: payload.id,
    name: clip(payload.topic, 200),
    memberCount: payload.memberIds.length,
    external: payload.external,
    owned: payload.ownerId === selfId,
  }
}

export function tagRecord(tag: TagPayload, groups: ReadonlyMap<string, TagGroupPayload>): TagRecord {
  const kind = tag.type === TagType.Personal ? 'personal' : 'corp'
  return { providerId: tag.id, name: clip(tag.name, 100), kind, groupName: optional(groups.get(tag.groupId)?.name ?? '', 100) }
}

const KINDS: ReadonlyMap<number, MessageKind> = new Map<number, MessageKind>([
  [MessageType.Attachment, 'file'],
  [MessageType.Audio, 'voice'],
  [MessageType.Contact, 'card'],
  [MessageType.Image, 'image'],
  [MessageType.Text, 'text'],
  [MessageType.Location, 'location'],
  [MessageType.MiniProgram, 'mini-program'],
  [MessageType.Recalled, 'recalled'],
  [MessageType.Url, 'link'],
  [MessageType.Video, 'video'],
  [MessageType.System, 'system'],
  [MessageType.Markdown, 'text'],
])
export const messageKind = (payload: MessagePayload): MessageKind => KINDS.get(payload.type) ?? 'unsupported'

export function messageInfo(payload: MessagePayload): MessageAdditionalInfo {
  return parsed<MessageAdditionalInfo>(payload.additionalInfo)
}

export type Received = Omit<MessageReceived, 'accountId' | 'teamId'>
export function messageReceived(
  payload: MessagePayload,
  selfId: string,
  extra: { text?: string; mediaUrl?: string } = {},
): Received {
  const self = payload.talkerId === selfId
  const kind = messageKind(payload)
  const text = clip(extra.text ?? payload.text, 8000)
  return {
    providerMessageId: payload.id,
    conversationId: payload.roomId || (self ? payload.listenerId : payload.talkerId),
    conversationKind: payload.roomId ? 'room' : 'private',
    senderId: payload.talkerId,
    self,
    sendId: messageInfo(payload).idempotencyKey,
    kind,
    text: text === '' ? undefined : text,
    mediaUrl: optional(extra.mediaUrl ?? '', 2000),
    at: instant(payload.receiveTime),
  }
}

export function fileBoxUrl(fileBox: string): string | undefined {
  return parsed<Partial<FileBox>>(fileBox).url
}

function contactInfo(payload: ContactPayload): ContactAdditionalInfo {
  return parsed<ContactAdditionalInfo>(payload.additionalInfo)
}

/** Extensions are optional: a peer that sends something else there has none. */
function parsed<T extends object>(text: string | undefined): Partial<T> {
  if (!text) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : {}
  } catch {
    return {}
  }
}

function instant(time: Timestamp | null): string {
  return (time ? new Date(time.seconds * 1000 + Math.floor(time.nanos / 1e6)) : new Date()).toISOString()
}

/** Cuts between characters, never inside one. */
function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

function optional(text: string, max: number): string | undefined {
  return text === '' ? undefined : clip(text, max)
}
