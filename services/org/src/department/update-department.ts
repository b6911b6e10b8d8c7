import { Problem } from '@miaohui/contracts/kernel/problem'
import type { Department, UpdateDepartment as Input } from '@miaohui/contracts/org/department'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { departmentProblem } from './department-problem'
import { mayMove, type TreeNode } from './domain/tree'
import { departmentOf, readDepartment } from './read-departments'

/** Renames or moves a department. Refuses a move below itself and a name that a new sibling has. */
@Injectable()
export class UpdateDepartment {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(enterpriseId: string, input: Input): Promise<Department> {
    try {
      return await this.units.run(enterpriseId, async (db) => {
        if (input.parentId !== undefined) await this.requireMovable(db, enterpriseId, input.id, input.parentId)
        await db.query(
          `update department set name = coalesce($3, name), parent_id = case when $4 then $5::uuid else parent_id end, rev = rev + 1
           where enterprise_id = $1 and id = $2`,
          [enterpriseId, input.id, input.name ?? null, input.parentId !== undefined, input.parentId ?? null],
        )
        const row = await readDepartment(db, enterpriseId, input.id)
        if (!row) throw notFound()
        const department = departmentOf(row)
        this.notices.changed(enterpriseId, 'department', row.id, row.rev, department)
        return department
      })
    } catch (error) {
      throw departmentProblem(error)
    }
  }

  /** Moves of one enterprise go one after the other: two that are harmless alone can close a circle together. */
  private async requireMovable(db: EntityManager, enterpriseId: string, id: string, parentId: string | null): Promise<void> {
    await db.query('select 1 from enterprise where enterprise_id = $1 for update', [enterpriseId])
    const nodes = await db.query<TreeNode[]>('select id, parent_id as "parentId" from department where enterprise_id = $1', [
      enterpriseId,
    ])
    if (!mayMove(nodes, id, parentId)) throw new Problem(orgProblems.DEPARTMENT_CYCLE)
  }
}
