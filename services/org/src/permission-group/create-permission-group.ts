import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { CreatePermissionGroup as Input, PermissionGroup } from '@miaohui/contracts/org/permission-group'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { mayGrant, withDependencies } from '../shared/domain/grant'
import { holderOf } from '../shared/holder'
import { OrgNotices } from '../shared/org-notices'
import { permissionGroupProblem } from './permission-group-problem'

/** Makes a permission group. Refuses what the maker lacks, and a name that is taken. */
@Injectable()
export class CreatePermissionGroup {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(actor: MemberActor, { name, dataScope, ...input }: Input): Promise<PermissionGroup> {
    const { enterpriseId } = actor
    const permissions = withDependencies(input.permissions)
    if (!mayGrant(holderOf(actor), { permissions, dataScope })) throw new Problem(orgProblems.GRANT_EXCEEDS_OWN)
    const group: PermissionGroup = { id: newId(), name, locked: false, permissions, dataScope, memberCount: 0, version: 1 }
    try {
      await this.units.run(enterpriseId, async (db) => {
        await db.query(
          'insert into permission_group (id, enterprise_id, name, permissions, data_scope) values ($1, $2, $3, $4, $5)',
          [group.id, enterpriseId, name, permissions, dataScope],
        )
        this.notices.changed(enterpriseId, 'permission-group', group.id, group.version, group)
      })
    } catch (error) {
      throw permissionGroupProblem(error)
    }
    return group
  }
}
