import { ById } from '../kernel/common-shapes'
import { Id, Int, Nested, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { NoInput } from '../identity/session'
import { orgProblems as problems } from './problems'

export class Department {
  @Id()
  id!: string

  @Id({ nullable: true, description: 'null for a root department' })
  parentId!: string | null

  @Text({ max: 60 })
  name!: string

  @Int({ min: 0 })
  position!: number

  @Int({ min: 0, description: 'members directly in it' })
  memberCount!: number
}

export class DepartmentTree {
  @Nested(() => Department, { list: { max: 5000 } })
  items!: Department[]
}

export class CreateDepartment {
  @Text({ min: 1, max: 60 })
  name!: string

  @Id({ optional: true, nullable: true })
  parentId?: string | null
}

export class UpdateDepartment extends ById {
  @Text({ min: 1, max: 60, optional: true })
  name?: string

  @Id({ optional: true, nullable: true, description: 'null makes it a root department' })
  parentId?: string | null
}

export const listDepartments = defineRpc({ subject: 'rpc.org.department.list.v1', request: NoInput, reply: DepartmentTree })
export const createDepartment = defineRpc({
  subject: 'rpc.org.department.create.v1',
  request: CreateDepartment,
  reply: Department,
  problems: [problems.DEPARTMENT_NAME_TAKEN],
})
export const updateDepartment = defineRpc({
  subject: 'rpc.org.department.update.v1',
  request: UpdateDepartment,
  reply: Department,
  problems: [problems.DEPARTMENT_NAME_TAKEN, problems.DEPARTMENT_CYCLE],
})
export const deleteDepartment = defineRpc({
  subject: 'rpc.org.department.delete.v1',
  request: ById,
  problems: [problems.DEPARTMENT_NOT_EMPTY],
})
