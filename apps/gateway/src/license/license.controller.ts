import { getLicenseSummary, listSeats } from '@miaohui/contracts/license/seat'
import { Controller, Get, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/license`)
export class LicenseController {
  constructor(private readonly forward: Forward) {}

  @Get()
  // Who adds accounts must see whether a seat is free.
  @Expose(getLicenseSummary, { permission: 'license.view', or: 'account.add' }, { summary: 'State of the licence and its seats' })
  summary(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get('seats')
  @Expose(listSeats, { permission: 'license.view' }, { summary: 'Seats of this enterprise' })
  seats(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
