import { ByIdInTeam } from '../kernel/common-shapes'
import { Flag, Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { MESSAGE_KINDS, RELATIONS, type MessageKind, type Relation } from '../account-hosting/events'
import { Content } from './content'
import { messagingProblems as problems } from './problems'
import { SEND_STATES, type SendState } from './send'

export class Conversation {
  @Id()
  id!: string

  @OneOf(['private', 'room'])
  kind!: 'private' | 'room'

  @Id()
  accountId!: string

  @Text({ max: 100, nullable: true })
  accountName!: string | null

  @Id({ nullable: true })
  customerId!: string | null

  @Text({ max: 200, description: 'the customer’s or the room’s name' })
  title!: string

  @Text({ max: 500, nullable: true })
  avatarUrl!: string | null

  @OneOf(RELATIONS, { nullable: true })
  relation!: Relation | null

  @Text({ max: 200 })
  lastText!: string

  @OneOf(MESSAGE_KINDS)
  lastKind!: MessageKind

  @Instant()
  lastAt!: string

  @Int({ min: 0 })
  unread!: number

  @Instant({ nullable: true, description: 'since when the customer waits for an answer' })
  waitingSince!: string | null

  @Int({ min: 1 })
  rev!: number
}

export class Message {
  @Id()
  id!: string

  @OneOf(['in', 'out'])
  direction!: 'in' | 'out'

  @OneOf(MESSAGE_KINDS)
  kind!: MessageKind

  @Text({ max: 8000, nullable: true, raw: true })
  text!: string | null

  @Text({ max: 2000, nullable: true })
  mediaUrl!: string | null

  @OneOf(SEND_STATES, { nullable: true, description: 'for our own sends' })
  sendState!: SendState | null

  @Text({ max: 60, nullable: true, description: 'why a send failed' })
  outcome!: string | null

  @Text({ max: 30, nullable: true, description: 'what sent it: inbox, answer-sop, broadcast …; phone when typed on the phone' })
  origin!: string | null

  @Text({ max: 50, nullable: true, description: 'the member who wrote it' })
  authorName!: string | null

  @Instant()
  at!: string
}

export class ListConversations extends PageRequest {
  @Id()
  teamId!: string

  @Id({ optional: true })
  accountId?: string

  @Flag({ optional: true, description: 'only those that wait for an answer' })
  waiting?: boolean
}

export class ListMessages extends PageRequest {
  @Id()
  teamId!: string

  @Id({ description: 'the conversation' })
  id!: string
}

export class SendMessage extends ByIdInTeam {
  @Nested(() => Content)
  content!: Content

  @Text({ min: 8, max: 100, description: 'repeating the call with the same key sends once' })
  idempotencyKey!: string
}

export class OpenConversation {
  @Id()
  teamId!: string

  @Id()
  customerId!: string
}

/** Newest first. */
export const listConversations = defineRpc({
  subject: 'rpc.messaging.conversation.list.v1',
  request: ListConversations,
  reply: pageOf(Conversation),
})
export const getConversation = defineRpc({
  subject: 'rpc.messaging.conversation.get.v1',
  request: ByIdInTeam,
  reply: Conversation,
})
/** The conversation with a customer, made when there was none yet. */
export const openConversation = defineRpc({
  subject: 'rpc.messaging.conversation.open.v1',
  request: OpenConversation,
  reply: Conversation,
})
/** Newest first; `after` goes back in time. */
export const listMessages = defineRpc({ subject: 'rpc.messaging.message.list.v1', request: ListMessages, reply: pageOf(Message) })
export const sendMessage = defineRpc({
  subject: 'rpc.messaging.message.send.v1',
  request: SendMessage,
  reply: Message,
  problems: [problems.CONTENT_EMPTY, problems.CUSTOMER_UNREACHABLE],
})
export const markConversationRead = defineRpc({
  subject: 'rpc.messaging.conversation.mark-read.v1',
  request: ByIdInTeam,
  reply: Conversation,
})
