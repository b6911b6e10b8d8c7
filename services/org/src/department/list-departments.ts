import type { DepartmentTree } from '@miaohui/contracts/org/department'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { departmentOf, readDepartments } from './read-departments'

/** The whole tree in one list, siblings in their order. */
@Injectable()
export class ListDepartments {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string): Promise<DepartmentTree> {
    const rows = await this.units.run(enterpriseId, (db) => readDepartments(db, enterpriseId))
    return { items: rows.map(departmentOf) }
  }
}
