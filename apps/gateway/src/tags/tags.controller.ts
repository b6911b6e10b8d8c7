import { createTag, deleteTag, listTags, updateTag } from '@miaohui/contracts/messaging/tag'
import { Controller, Delete, Get, Patch, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/tags`)
export class TagsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listTags, { permission: 'tag.view' }, { summary: 'Custom, corp and personal tags' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(createTag, { permission: 'tag.edit' }, { summary: 'Create a custom tag', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Patch(':id')
  @Expose(updateTag, { permission: 'tag.edit' }, { summary: 'Rename or recolour a custom tag' })
  update(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id')
  @Expose(deleteTag, { permission: 'tag.delete' }, { summary: 'Delete a custom tag' })
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
