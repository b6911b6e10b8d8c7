import {
  createAnswerSop,
  deleteAnswerSop,
  getAnswerSop,
  listAnswerSops,
  listRuns,
  switchAnswerSop,
  updateAnswerSop,
} from '@miaohui/contracts/sop/answer-sop'
import { Controller, Delete, Get, Post, Put, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/answer-sops`)
export class AnswerSopsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listAnswerSops, { permission: 'sop.view' }, { summary: 'Answer SOPs of the team' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(createAnswerSop, { permission: 'sop.edit' }, { summary: 'Create an answer SOP', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getAnswerSop, { permission: 'sop.view' }, { summary: 'One answer SOP' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Put(':id')
  @Expose(
    updateAnswerSop,
    { permission: 'sop.edit' },
    { summary: 'Change it; customers already in it go on with the version they started' },
  )
  update(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id')
  @Expose(deleteAnswerSop, { permission: 'sop.delete' }, { summary: 'Delete a SOP that is switched off' })
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/switch')
  @Expose(switchAnswerSop, { permission: 'sop.enable' }, { summary: 'Switch on or off' })
  switch(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id/runs')
  @Expose(listRuns, { permission: 'sop.view' }, { summary: 'Customers in the SOP, step by step' })
  runs(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
