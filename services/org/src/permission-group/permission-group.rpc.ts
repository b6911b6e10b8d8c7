import type { NoInput } from '@miaohui/contracts/identity/session'
import type { ById } from '@miaohui/contracts/kernel/common-shapes'
import {
  createPermissionGroup,
  deletePermissionGroup,
  listPermissionGroups,
  updatePermissionGroup,
  type CreatePermissionGroup as CreateInput,
  type PermissionGroup,
  type PermissionGroups,
  type UpdatePermissionGroup as UpdateInput,
} from '@miaohui/contracts/org/permission-group'
import { requirePermission } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { CreatePermissionGroup } from './create-permission-group'
import { DeletePermissionGroup } from './delete-permission-group'
import { ListPermissionGroups } from './list-permission-groups'
import { UpdatePermissionGroup } from './update-permission-group'

@Injectable()
export class PermissionGroupRpc {
  constructor(
    private readonly listing: ListPermissionGroups,
    private readonly creating: CreatePermissionGroup,
    private readonly updating: UpdatePermissionGroup,
    private readonly deleting: DeletePermissionGroup,
  ) {}

  @HandleRpc(listPermissionGroups)
  async list(_input: NoInput, { actor }: RpcContext): Promise<PermissionGroups> {
    return this.listing.execute(requirePermission(actor, 'permission-group.view').enterpriseId)
  }

  @HandleRpc(createPermissionGroup)
  async create(input: CreateInput, { actor }: RpcContext): Promise<PermissionGroup> {
    return this.creating.execute(requirePermission(actor, 'permission-group.edit'), input)
  }

  @HandleRpc(updatePermissionGroup)
  async update(input: UpdateInput, { actor }: RpcContext): Promise<PermissionGroup> {
    return this.updating.execute(requirePermission(actor, 'permission-group.edit'), input)
  }

  @HandleRpc(deletePermissionGroup)
  async delete(input: ById, { actor }: RpcContext): Promise<void> {
    await this.deleting.execute(requirePermission(actor, 'permission-group.delete').enterpriseId, input.id)
  }
}
