import { listAccounts } from '@miaohui/contracts/account-hosting/account'
import { Controller, Get, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/accounts`)
export class AccountOverviewController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listAccounts, { permission: 'account.view' }, { summary: 'Hosted accounts of every team the member may see' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
