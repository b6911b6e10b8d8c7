import { Module } from '@nestjs/common'
import { CreatePermissionGroup } from './create-permission-group'
import { DeletePermissionGroup } from './delete-permission-group'
import { ListPermissionGroups } from './list-permission-groups'
import { PermissionGroupRpc } from './permission-group.rpc'
import { UpdatePermissionGroup } from './update-permission-group'

@Module({
  providers: [PermissionGroupRpc, ListPermissionGroups, CreatePermissionGroup, UpdatePermissionGroup, DeletePermissionGroup],
})
export class PermissionGroupModule {}
