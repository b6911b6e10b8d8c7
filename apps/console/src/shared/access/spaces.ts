import type { EnterpriseMembership, Permission } from '@/shared/http/api-types'
import { placePath } from '@/shared/session/place-path'
import type { Space } from '@/shared/session/preferences.store'

/** One of these opens 企业后台. Sales members hold `team.view` and `account.view` too, which therefore do not. */
const ADMIN_PERMISSIONS: readonly Permission[] = [
  'department.view',
  'member.view',
  'permission-group.view',
  'team.edit',
  'license.view',
]

export function canEnterAdmin(enterprise: Pick<EnterpriseMembership, 'permissions'>): boolean {
  return enterprise.permissions.some((permission) => ADMIN_PERMISSIONS.includes(permission))
}

/**
 * Where a member lands in an enterprise: where they were last if that is still theirs; else 企业后台 for those who may; else the team they
 * lead, or their first. Null when they are in no team and may not administer.
 */
export function landingPath(
  enterprise: Pick<EnterpriseMembership, 'id' | 'permissions' | 'teams'>,
  last: { space: Space; teamId?: string } | undefined,
): string | null {
  const admin = canEnterAdmin(enterprise)
  if (last?.space === 'team' && enterprise.teams.some((team) => team.id === last.teamId))
    return placePath(enterprise.id, 'team', last.teamId)
  if (admin) return placePath(enterprise.id, 'admin')
  const team = enterprise.teams.find((each) => each.isLeader) ?? enterprise.teams[0]
  return team ? placePath(enterprise.id, 'team', team.id) : null
}
