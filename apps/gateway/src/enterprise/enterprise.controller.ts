import { getEnterpriseOverview } from '@miaohui/contracts/org/enterprise'
import { Controller, Get, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(ENTERPRISE)
export class EnterpriseController {
  constructor(private readonly forward: Forward) {}

  @Get('overview')
  @Expose(getEnterpriseOverview, { signedIn: true }, { summary: 'Name, time zone and the steps of the opening guide' })
  overview(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
