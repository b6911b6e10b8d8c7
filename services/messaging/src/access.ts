import type { Actor, MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Permission } from '@miaohui/contracts/permissions'
import { requirePermission, requireTeam } from '@miaohui/platform/access'

/**
 * A member who may do this in this team.
 * @throws Problem NOT_FOUND for a team that is not theirs, FORBIDDEN without the permission.
 */
export function memberOfTeam(actor: Actor, teamId: string, permission: Permission): MemberActor {
  requireTeam(actor, teamId)
  return requirePermission(actor, permission)
}
