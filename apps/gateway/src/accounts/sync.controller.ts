import { startSync } from '@miaohui/contracts/account-hosting/sync'
import { Controller, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/sync`)
export class SyncController {
  constructor(private readonly forward: Forward) {}

  @Post()
  @Expose(
    startSync,
    { permission: 'account.sync' },
    { summary: 'Read customers, rooms and tags of the accounts anew', status: 202 },
  )
  start(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
