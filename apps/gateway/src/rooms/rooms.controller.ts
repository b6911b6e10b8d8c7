import { listRooms } from '@miaohui/contracts/messaging/room'
import { Controller, Get, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/rooms`)
export class RoomsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listRooms, { permission: 'room.view' }, { summary: 'Customer rooms of the hosted accounts' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
