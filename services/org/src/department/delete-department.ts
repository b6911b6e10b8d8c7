import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { changedRows } from '../database/changed-rows'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'

/** Deletes a department that nobody is in and that has nothing below it. */
@Injectable()
export class DeleteDepartment {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(enterpriseId: string, id: string): Promise<void> {
    try {
      await this.units.run(enterpriseId, async (db) => {
        const [gone] = await changedRows<{ rev: number }>(
          db,
          'delete from department where enterprise_id = $1 and id = $2 returning rev',
          [enterpriseId, id],
        )
        if (!gone) throw notFound()
        this.notices.deleted(enterpriseId, 'department', id, gone.rev + 1)
      })
    } catch (error) {
      // The foreign keys decide: a member or sub-department that is added at this very moment cannot slip through.
      const occupied = ['fk_member_department', 'fk_department_parent'].includes(violatedConstraint(error) ?? '')
      throw occupied ? new Problem(orgProblems.DEPARTMENT_NOT_EMPTY) : error
    }
  }
}
