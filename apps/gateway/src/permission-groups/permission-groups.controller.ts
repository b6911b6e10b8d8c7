import {
  createPermissionGroup,
  deletePermissionGroup,
  listPermissionGroups,
  updatePermissionGroup,
} from '@miaohui/contracts/org/permission-group'
import { Controller, Delete, Get, Post, Put, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'
import { PermissionCatalogue, permissionCatalogue } from './permission-catalogue'

@Controller(ENTERPRISE)
export class PermissionGroupsController {
  constructor(private readonly forward: Forward) {}

  @Get('permission-groups')
  @Expose(listPermissionGroups, { permission: 'permission-group.view' }, { summary: 'Permission groups' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post('permission-groups')
  @Expose(createPermissionGroup, { permission: 'permission-group.edit' }, { summary: 'Create a permission group', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Put('permission-groups/:id')
  @Expose(updatePermissionGroup, { permission: 'permission-group.edit' }, { summary: 'Change what a permission group allows' })
  update(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete('permission-groups/:id')
  @Expose(deletePermissionGroup, { permission: 'permission-group.delete' }, { summary: 'Delete a permission group nobody has' })
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get('permission-catalogue')
  @Expose({ reply: PermissionCatalogue }, { permission: 'permission-group.view' }, { summary: 'Every permission there is' })
  catalogue(): PermissionCatalogue {
    return permissionCatalogue
  }
}
