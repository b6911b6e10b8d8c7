import { Nested, OneOf, Text } from '@miaohui/contracts/kernel/fields'
import { DATA_SCOPES, PERMISSION_MODULES, type DataScope } from '@miaohui/contracts/permissions'

export class PermissionModule {
  @Text({ max: 40 })
  module!: string

  @Text({ max: 40, list: { max: 50 }, description: 'a permission is `<module>.<action>`' })
  actions!: string[]
}

export class PermissionCatalogue {
  @Nested(() => PermissionModule, { list: { max: 100 } })
  modules!: PermissionModule[]

  @OneOf(DATA_SCOPES, { list: { max: 10 } })
  dataScopes!: DataScope[]
}

/** The same for everybody: what a permission group can be made of. */
export const permissionCatalogue: PermissionCatalogue = {
  modules: PERMISSION_MODULES.map(({ module, actions }) => ({ module, actions: [...actions] })),
  dataScopes: [...DATA_SCOPES],
}
