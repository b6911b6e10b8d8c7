import {
  cancelBroadcast,
  createBroadcast,
  getBroadcast,
  listBroadcasts,
  listBroadcastSends,
  pauseBroadcast,
  resumeBroadcast,
} from '@miaohui/contracts/messaging/broadcast'
import { Controller, Get, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/broadcasts`)
export class BroadcastsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listBroadcasts, { permission: 'broadcast.view' }, { summary: 'Broadcasts, newest first' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(createBroadcast, { permission: 'broadcast.send' }, { summary: 'Start or schedule a broadcast', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getBroadcast, { permission: 'broadcast.view' }, { summary: 'One broadcast with its counts' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id/sends')
  @Expose(listBroadcastSends, { permission: 'broadcast.view' }, { summary: 'Recipient by recipient' })
  sends(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/pause')
  @Expose(pauseBroadcast, { permission: 'broadcast.send' }, { summary: 'Pause: what is on its way ends, the rest waits' })
  pause(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/resume')
  @Expose(resumeBroadcast, { permission: 'broadcast.send' }, { summary: 'Go on with a paused broadcast' })
  resume(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/cancel')
  @Expose(cancelBroadcast, { permission: 'broadcast.cancel' }, { summary: 'Drop everything that was not handed over yet' })
  cancel(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
