import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  getConversation,
  listConversations,
  listMessages,
  markConversationRead,
  openConversation,
  sendMessage,
  type Conversation,
  type ListConversations,
  type ListMessages,
  type Message,
  type OpenConversation,
  type SendMessage,
} from '@miaohui/contracts/messaging/conversation'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { ListConversationsQuery } from './list-conversations'
import { OpenConversationCommand } from './open-conversation'
import { SendMessageCommand } from './send-message'

@Injectable()
export class ConversationsRpc {
  constructor(
    private readonly listing: ListConversationsQuery,
    private readonly opening: OpenConversationCommand,
    private readonly sending: SendMessageCommand,
  ) {}

  @HandleRpc(listConversations)
  async list(input: ListConversations, { actor }: RpcContext): Promise<Page<Conversation>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'chat.view')
    return this.listing.execute(enterpriseId, input)
  }

  @HandleRpc(getConversation)
  async get(input: ByIdInTeam, { actor }: RpcContext): Promise<Conversation> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'chat.view')
    return this.listing.one(enterpriseId, input.teamId, input.id)
  }

  @HandleRpc(openConversation)
  async open(input: OpenConversation, { actor }: RpcContext): Promise<Conversation> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'chat.view')
    return this.opening.execute(enterpriseId, input.teamId, input.customerId)
  }

  @HandleRpc(listMessages)
  async messages(input: ListMessages, { actor }: RpcContext): Promise<Page<Message>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'chat.view')
    return this.listing.messages(enterpriseId, input)
  }

  @HandleRpc(sendMessage)
  async send(input: SendMessage, { actor }: RpcContext): Promise<Message> {
    return this.sending.execute(memberOfTeam(actor, input.teamId, 'chat.send'), input)
  }

  @HandleRpc(markConversationRead)
  async markRead(input: ByIdInTeam, { actor }: RpcContext): Promise<Conversation> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'chat.view')
    return this.opening.markRead(enterpriseId, input.teamId, input.id)
  }
}
