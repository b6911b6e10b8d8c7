import { newId } from '@miaohui/contracts/kernel/ids'
import type { CreateDepartment as Input, Department } from '@miaohui/contracts/org/department'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { OrgNotices } from '../shared/org-notices'
import { departmentProblem } from './department-problem'

/** Adds a department as the last of its siblings. Refuses a name that a sibling has, and a parent that is not there. */
@Injectable()
export class CreateDepartment {
  constructor(
    private readonly units: UnitOfWork,
    private readonly notices: OrgNotices,
  ) {}

  async execute(enterpriseId: string, input: Input): Promise<Department> {
    const id = newId()
    const parentId = input.parentId ?? null
    try {
      return await this.units.run(enterpriseId, async (db) => {
        const [row] = await db.query<{ position: number }[]>(
          `insert into department (id, enterprise_id, parent_id, name, position)
           values ($1, $2, $3, $4, (select coalesce(max(position) + 1, 0) from department where enterprise_id = $2 and parent_id is not distinct from $3))
           returning position`,
          [id, enterpriseId, parentId, input.name],
        )
        const department: Department = { id, parentId, name: input.name, position: row?.position ?? 0, memberCount: 0 }
        this.notices.changed(enterpriseId, 'department', id, 1, department)
        return department
      })
    } catch (error) {
      throw departmentProblem(error)
    }
  }
}
