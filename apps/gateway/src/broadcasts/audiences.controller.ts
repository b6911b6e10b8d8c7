import { estimateAudience } from '@miaohui/contracts/messaging/audience'
import { Controller, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/audiences`)
export class AudiencesController {
  constructor(private readonly forward: Forward) {}

  @Post('estimate')
  @Expose(
    estimateAudience,
    { permission: 'broadcast.view' },
    { summary: 'How many customers a choice reaches, and why the rest is left out' },
  )
  estimate(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
