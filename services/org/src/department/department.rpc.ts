import type { NoInput } from '@miaohui/contracts/identity/session'
import type { ById } from '@miaohui/contracts/kernel/common-shapes'
import {
  createDepartment,
  deleteDepartment,
  listDepartments,
  updateDepartment,
  type CreateDepartment as CreateInput,
  type Department,
  type DepartmentTree,
  type UpdateDepartment as UpdateInput,
} from '@miaohui/contracts/org/department'
import { requirePermission } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { CreateDepartment } from './create-department'
import { DeleteDepartment } from './delete-department'
import { ListDepartments } from './list-departments'
import { UpdateDepartment } from './update-department'

@Injectable()
export class DepartmentRpc {
  constructor(
    private readonly listing: ListDepartments,
    private readonly creating: CreateDepartment,
    private readonly updating: UpdateDepartment,
    private readonly deleting: DeleteDepartment,
  ) {}

  @HandleRpc(listDepartments)
  async list(_input: NoInput, { actor }: RpcContext): Promise<DepartmentTree> {
    return this.listing.execute(requirePermission(actor, 'department.view').enterpriseId)
  }

  @HandleRpc(createDepartment)
  async create(input: CreateInput, { actor }: RpcContext): Promise<Department> {
    return this.creating.execute(requirePermission(actor, 'department.edit').enterpriseId, input)
  }

  @HandleRpc(updateDepartment)
  async update(input: UpdateInput, { actor }: RpcContext): Promise<Department> {
    return this.updating.execute(requirePermission(actor, 'department.edit').enterpriseId, input)
  }

  @HandleRpc(deleteDepartment)
  async delete(input: ById, { actor }: RpcContext): Promise<void> {
    await this.deleting.execute(requirePermission(actor, 'department.delete').enterpriseId, input.id)
  }
}
