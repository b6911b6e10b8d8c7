import {
  getConversation,
  listConversations,
  listMessages,
  markConversationRead,
  openConversation,
  sendMessage,
} from '@miaohui/contracts/messaging/conversation'
import { Controller, Get, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/conversations`)
export class ConversationsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listConversations, { permission: 'chat.view' }, { summary: 'Conversations, newest first' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(openConversation, { permission: 'chat.view' }, { summary: 'The conversation with a customer, made when there is none' })
  open(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getConversation, { permission: 'chat.view' }, { summary: 'One conversation' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id/messages')
  @Expose(listMessages, { permission: 'chat.view' }, { summary: 'Messages, newest first; `after` goes back in time' })
  messages(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/messages')
  @Expose(sendMessage, { permission: 'chat.send' }, { summary: 'Send one message', status: 201 })
  send(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/read')
  @Expose(markConversationRead, { permission: 'chat.view' }, { summary: 'Mark as read' })
  markRead(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
