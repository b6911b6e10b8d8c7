import { Int, Text } from '@miaohui/contracts/kernel/fields'
import { Controller, Get, Post, Req, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { sessionOf, type EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { EventStreams } from '../realtime/event-streams'
import { LiveTickets } from '../realtime/live-tickets'

export class LiveTicket {
  @Text({ max: 100, description: 'opens one socket at `/ws?ticket=…`' })
  ticket!: string

  @Int({ min: 0, description: 'seconds' })
  expiresIn!: number
}

@Controller()
export class LiveController {
  constructor(
    private readonly tickets: LiveTickets,
    private readonly streams: EventStreams,
  ) {}

  @Post('api/v1/live/ticket')
  @Expose({ reply: LiveTicket }, { signedIn: true }, { summary: 'A one-time ticket for the live socket', status: 201 })
  ticket(@Req() request: EdgeRequest): LiveTicket {
    return this.tickets.issue(sessionOf(request))
  }

  @Get('api/events')
  @Expose({}, { signedIn: true }, { summary: 'Live notices as server-sent events', internal: true, status: 200 })
  events(@Req() request: EdgeRequest, @Res() reply: FastifyReply): void {
    this.streams.open(sessionOf(request), request, reply)
  }
}
