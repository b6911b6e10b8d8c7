import { defineEvent } from '../kernel/event'
import { Flag, Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { ACCOUNT_STATES, OFFLINE_REASONS, type AccountState, type OfflineReason } from './account'

export class AccountEvent {
  @Id()
  accountId!: string

  @Id()
  teamId!: string
}

export class AccountChanged extends AccountEvent {
  @OneOf(ACCOUNT_STATES)
  state!: AccountState

  @OneOf(OFFLINE_REASONS, { nullable: true })
  reason!: OfflineReason | null

  @Flag({ description: 'messages can be sent right now' })
  connected!: boolean

  @Text({ max: 100, nullable: true })
  name!: string | null

  @Text({ max: 500, nullable: true })
  avatarUrl!: string | null

  @Text({ max: 100, nullable: true })
  providerUserId!: string | null

  @Instant({ optional: true })
  watchUntil?: string

  @Int({ min: 1 })
  rev!: number
}

export const RELATIONS = ['friend', 'deleted', 'blocked'] as const
export type Relation = (typeof RELATIONS)[number]

/** A friend as WeCom knows them; messaging makes a customer of it. */
export class ContactRecord {
  @Text({ max: 100 })
  providerId!: string

  @Text({ max: 200 })
  name!: string

  @Text({ max: 200, optional: true })
  remark?: string

  @Text({ max: 500, optional: true })
  avatarUrl?: string

  @OneOf(['wechat', 'wecom', 'coworker'])
  kind!: 'wechat' | 'wecom' | 'coworker'

  @Int({ min: 0, max: 2, description: '0 unknown, 1 male, 2 female' })
  gender!: number

  @Text({ max: 200, optional: true })
  corporation?: string

  @Text({ max: 100, list: { max: 200 } })
  tagIds!: string[]

  @Instant({ optional: true })
  addedAt?: string
}

export class ContactsListed extends AccountEvent {
  @Nested(() => ContactRecord, { list: { max: 200 } })
  contacts!: ContactRecord[]
}

export class ContactAdded extends AccountEvent {
  @Nested(() => ContactRecord)
  contact!: ContactRecord

  @Text({ max: 500, optional: true, description: 'what the customer wrote when adding' })
  hello?: string

  @Instant({ description: 'when the worker saw it' })
  at!: string
}

export class ContactRelationChanged extends AccountEvent {
  @Text({ max: 100 })
  providerId!: string

  @OneOf(RELATIONS)
  relation!: Relation
}

export class RoomRecord {
  @Text({ max: 100 })
  providerId!: string

  @Text({ max: 200 })
  name!: string

  @Int({ min: 0 })
  memberCount!: number

  @Flag({ description: 'has members from outside the company' })
  external!: boolean

  @Flag({ description: 'the hosted account owns it' })
  owned!: boolean
}

export class RoomsListed extends AccountEvent {
  @Nested(() => RoomRecord, { list: { max: 200 } })
  rooms!: RoomRecord[]
}

export class TagRecord {
  @Text({ max: 100 })
  providerId!: string

  @Text({ max: 100 })
  name!: string

  @OneOf(['corp', 'personal'])
  kind!: 'corp' | 'personal'

  @Text({ max: 100, optional: true })
  groupName?: string
}

export class TagsListed extends AccountEvent {
  @Nested(() => TagRecord, { list: { max: 2000 } })
  tags!: TagRecord[]
}

export class SyncFinished extends AccountEvent {
  @Int({ min: 0 })
  contacts!: number

  @Int({ min: 0 })
  rooms!: number

  @Instant()
  at!: string
}

export const MESSAGE_KINDS = [
  'text',
  'image',
  'voice',
  'video',
  'file',
  'link',
  'mini-program',
  'location',
  'card',
  'system',
  'recalled',
  'unsupported',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

export class MessageReceived extends AccountEvent {
  @Text({ max: 100 })
  providerMessageId!: string

  @Text({ max: 100, description: 'WeCom id of the customer or room' })
  conversationId!: string

  @OneOf(['private', 'room'])
  conversationKind!: 'private' | 'room'

  @Text({ max: 100 })
  senderId!: string

  @Flag({ description: 'sent by the account itself: from the phone, or the echo of our own send' })
  self!: boolean

  @Text({ max: 100, optional: true, description: 'the send it echoes, when the worker knows' })
  sendId?: string

  @OneOf(MESSAGE_KINDS)
  kind!: MessageKind

  @Text({ max: 8000, optional: true, raw: true })
  text?: string

  @Text({ max: 2000, optional: true })
  mediaUrl?: string

  @Instant()
  at!: string
}

export class RoomMembersJoined extends AccountEvent {
  @Text({ max: 100 })
  roomProviderId!: string

  @Text({ max: 100, list: { max: 500 } })
  memberProviderIds!: string[]
}

const name = (event: string) => `account-hosting.${event}.v1`

export const accountChanged = defineEvent({
  name: name('account.changed'),
  data: AccountChanged,
  consumers: ['messaging', 'sop'],
})
export const accountRemoved = defineEvent({ name: name('account.removed'), data: AccountEvent, consumers: ['messaging', 'sop'] })
export const contactsListed = defineEvent({ name: name('contact.listed'), data: ContactsListed, consumers: ['messaging'] })
/** The start of the road to the first reply. */
export const contactAdded = defineEvent({ name: name('contact.added'), data: ContactAdded, consumers: ['messaging'], hot: true })
export const contactRelationChanged = defineEvent({
  name: name('contact.relation-changed'),
  data: ContactRelationChanged,
  consumers: ['messaging'],
})
export const roomsListed = defineEvent({ name: name('room.listed'), data: RoomsListed, consumers: ['messaging'] })
export const tagsListed = defineEvent({ name: name('tag.listed'), data: TagsListed, consumers: ['messaging'] })
export const syncFinished = defineEvent({ name: name('sync.finished'), data: SyncFinished, consumers: ['messaging'] })
export const messageReceived = defineEvent({
  name: name('message.received'),
  data: MessageReceived,
  consumers: ['messaging'],
  hot: true,
})
export const roomMembersJoined = defineEvent({
  name: name('room.members-joined'),
  data: RoomMembersJoined,
  consumers: ['messaging'],
})
