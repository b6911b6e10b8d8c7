import type { PermissionGroups } from '@miaohui/contracts/org/permission-group'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { permissionGroupOf, readPermissionGroups } from './read-permission-groups'

@Injectable()
export class ListPermissionGroups {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string): Promise<PermissionGroups> {
    const rows = await this.units.run(enterpriseId, (db) => readPermissionGroups(db, enterpriseId))
    return { items: rows.map(permissionGroupOf) }
  }
}
