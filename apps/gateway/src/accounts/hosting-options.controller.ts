import { getHostingOptions } from '@miaohui/contracts/account-hosting/account'
import { Controller, Get, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/hosting-options`)
export class HostingOptionsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(
    getHostingOptions,
    { permission: 'account.view' },
    { summary: 'Schemes and regions that hosting workers offer right now' },
  )
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
