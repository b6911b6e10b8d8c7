import { ById } from '../kernel/common-shapes'
import { Flag, Id, Int, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { ALL_PERMISSIONS, DATA_SCOPES, type DataScope, type Permission } from '../permissions'
import { NoInput } from '../identity/session'
import { commonProblems } from '../kernel/problem'
import { orgProblems as problems } from './problems'

export class PermissionGroup {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @Text({ max: 60, optional: true, description: 'set for the groups every enterprise starts with: super-admin, sales' })
  preset?: string

  @Flag({ description: '超级管理员 cannot be edited' })
  locked!: boolean

  @OneOf(ALL_PERMISSIONS, { list: { max: 200, unique: true } })
  permissions!: Permission[]

  @OneOf(DATA_SCOPES)
  dataScope!: DataScope

  @Int({ min: 0 })
  memberCount!: number

  @Int({ min: 1 })
  version!: number
}

export class PermissionGroups {
  @Nested(() => PermissionGroup, { list: { max: 200 } })
  items!: PermissionGroup[]
}

export class CreatePermissionGroup {
  @Text({ min: 1, max: 60 })
  name!: string

  @OneOf(ALL_PERMISSIONS, { list: { max: 200, unique: true } })
  permissions!: Permission[]

  @OneOf(DATA_SCOPES)
  dataScope!: DataScope
}

export class UpdatePermissionGroup extends ById {
  @Int({ min: 1 })
  version!: number

  @Text({ min: 1, max: 60 })
  name!: string

  @OneOf(ALL_PERMISSIONS, { list: { max: 200, unique: true } })
  permissions!: Permission[]

  @OneOf(DATA_SCOPES)
  dataScope!: DataScope
}

export const listPermissionGroups = defineRpc({
  subject: 'rpc.org.permission-group.list.v1',
  request: NoInput,
  reply: PermissionGroups,
})
export const createPermissionGroup = defineRpc({
  subject: 'rpc.org.permission-group.create.v1',
  request: CreatePermissionGroup,
  reply: PermissionGroup,
  problems: [problems.PERMISSION_GROUP_NAME_TAKEN, problems.GRANT_EXCEEDS_OWN],
})
export const updatePermissionGroup = defineRpc({
  subject: 'rpc.org.permission-group.update.v1',
  request: UpdatePermissionGroup,
  reply: PermissionGroup,
  problems: [
    problems.PERMISSION_GROUP_LOCKED,
    problems.PERMISSION_GROUP_NAME_TAKEN,
    problems.GRANT_EXCEEDS_OWN,
    commonProblems.VERSION_CONFLICT,
  ],
})
export const deletePermissionGroup = defineRpc({
  subject: 'rpc.org.permission-group.delete.v1',
  request: ById,
  problems: [problems.PERMISSION_GROUP_LOCKED, problems.PERMISSION_GROUP_IN_USE],
})
