import type { PermissionGroup } from '@miaohui/contracts/org/permission-group'
import { ALL_PERMISSIONS, type DataScope, type Permission } from '@miaohui/contracts/permissions'
import type { EntityManager } from 'typeorm'
import { SUPER_ADMIN } from '../shared/domain/presets'

export type PermissionGroupRow = {
  id: string
  name: string
  preset: string | null
  permissions: Permission[]
  data_scope: DataScope
  version: number
  member_count: number
}

const COLUMNS = `
  select g.id, g.name, g.preset, g.permissions, g.data_scope, g.version,
    (select count(*)::int from member m where m.enterprise_id = g.enterprise_id and m.permission_group_id = g.id) as member_count
  from permission_group g where g.enterprise_id = $1`

/** Presets first, then in the order they were made. */
export function readPermissionGroups(db: EntityManager, enterpriseId: string): Promise<PermissionGroupRow[]> {
  return db.query<PermissionGroupRow[]>(`${COLUMNS} order by g.preset is null, g.id`, [enterpriseId])
}

export async function readPermissionGroup(
  db: EntityManager,
  enterpriseId: string,
  id: string,
): Promise<PermissionGroupRow | undefined> {
  const [row] = await db.query<PermissionGroupRow[]>(`${COLUMNS} and g.id = $2`, [enterpriseId, id])
  return row
}

export function permissionGroupOf(row: PermissionGroupRow): PermissionGroup {
  const locked = row.preset === SUPER_ADMIN
  return {
    id: row.id,
    name: row.name,
    preset: row.preset ?? undefined,
    locked,
    permissions: locked ? [...ALL_PERMISSIONS] : row.permissions,
    dataScope: row.data_scope,
    memberCount: row.member_count,
    version: row.version,
  }
}
