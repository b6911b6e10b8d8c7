import { Membership, type MembershipTeam } from '@miaohui/contracts/org/enterprise'
import { ALL_PERMISSIONS, type DataScope, type Permission } from '@miaohui/contracts/permissions'

/** What the database function `resolve_access` returns. */
export type AccessRow = {
  enterprise_id: string
  enterprise_name: string
  time_zone: string
  member_id: string
  member_name: string
  is_super_admin: boolean
  permission_group_name: string
  permissions: string[]
  data_scope: DataScope
  teams: MembershipTeam[]
}

const KNOWN = new Set<string>(ALL_PERMISSIONS)

/** A super administrator has every permission of this release; one that a release took away is not handed out from an old row. */
export function membershipOf(row: AccessRow): Membership {
  return {
    enterpriseId: row.enterprise_id,
    enterpriseName: row.enterprise_name,
    timeZone: row.time_zone,
    memberId: row.member_id,
    memberName: row.member_name,
    isSuperAdmin: row.is_super_admin,
    permissionGroupName: row.permission_group_name,
    permissions: row.is_super_admin ? [...ALL_PERMISSIONS] : row.permissions.filter((p): p is Permission => KNOWN.has(p)),
    dataScope: row.is_super_admin ? 'enterprise' : row.data_scope,
    teams: row.teams,
  }
}
