import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { permissionGroupProblem } from './permission-group-problem'
import { readPermissionGroup } from './read-permission-groups'

/** Deletes a permission group that nobody has. The presets stay: invitations and set-up count on them. */
@Injectable()
export class DeletePermissionGroup {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(enterpriseId: string, id: string): Promise<void> {
    try {
      await this.units.run(enterpriseId, async (db) => {
        const group = await readPermissionGroup(db, enterpriseId, id)
        if (!group) throw notFound()
        if (group.preset) throw new Problem(orgProblems.PERMISSION_GROUP_LOCKED)
        await db.query('delete from permission_group where enterprise_id = $1 and id = $2', [enterpriseId, id])
        this.notices.deleted(enterpriseId, 'permission-group', id, group.version + 1)
      })
    } catch (error) {
      throw permissionGroupProblem(error)
    }
  }
}
