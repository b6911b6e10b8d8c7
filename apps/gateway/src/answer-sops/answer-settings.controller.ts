import { changeAnswerSetting, listAnswerSettings } from '@miaohui/contracts/sop/answer-sop'
import { Controller, Get, Put, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/answer-settings`)
export class AnswerSettingsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listAnswerSettings, { permission: 'sop.view' }, { summary: 'How each account answers new customers' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Put(':accountId')
  @Expose(changeAnswerSetting, { permission: 'sop.enable' }, { summary: 'Choose how an account answers new customers' })
  change(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
