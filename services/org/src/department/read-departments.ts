import type { Department } from '@miaohui/contracts/org/department'
import type { EntityManager } from 'typeorm'

export type DepartmentRow = {
  id: string
  parent_id: string | null
  name: string
  position: number
  rev: number
  member_count: number
}

const COLUMNS = `
  select d.id, d.parent_id, d.name, d.position, d.rev,
    (select count(*)::int from member m where m.enterprise_id = d.enterprise_id and m.department_id = d.id) as member_count
  from department d where d.enterprise_id = $1`

export function readDepartments(db: EntityManager, enterpriseId: string): Promise<DepartmentRow[]> {
  return db.query<DepartmentRow[]>(`${COLUMNS} order by d.position, d.id`, [enterpriseId])
}

export async function readDepartment(db: EntityManager, enterpriseId: string, id: string): Promise<DepartmentRow | undefined> {
  const [row] = await db.query<DepartmentRow[]>(`${COLUMNS} and d.id = $2`, [enterpriseId, id])
  return row
}

export function departmentOf(row: DepartmentRow): Department {
  return { id: row.id, parentId: row.parent_id, name: row.name, position: row.position, memberCount: row.member_count }
}
