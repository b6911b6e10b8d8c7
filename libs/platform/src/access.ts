import type { Actor, MemberActor, ServiceActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { PeerName } from '@miaohui/contracts/kernel/rpc'
import type { Permission } from '@miaohui/contracts/permissions'

/** @throws Problem UNAUTHENTICATED when nobody is at work in an enterprise. */
export function requireMember(actor: Actor): MemberActor {
  if (actor.kind !== 'member') throw new Problem(commonProblems.UNAUTHENTICATED)
  return actor
}

/** @throws Problem UNAUTHENTICATED, or FORBIDDEN when the member has not got the permission. Super administrators have all. */
export function requirePermission(actor: Actor, permission: Permission): MemberActor {
  const member = requireMember(actor)
  if (!member.isSuperAdmin && !member.permissions.includes(permission)) {
    throw new Problem(commonProblems.FORBIDDEN, { meta: { permission } })
  }
  return member
}

/** @throws Problem NOT_FOUND for a team that is not theirs: the same answer as for one that does not exist. */
export function requireTeam(actor: Actor, teamId: string): MemberActor {
  const member = requireMember(actor)
  if (!member.isSuperAdmin && !member.teamIds.includes(teamId)) throw new Problem(commonProblems.NOT_FOUND)
  return member
}

/** @throws Problem FORBIDDEN unless one of these services asks for itself. */
export function requireService(actor: Actor, ...names: PeerName[]): ServiceActor {
  if (actor.kind !== 'service' || !names.includes(actor.service)) throw new Problem(commonProblems.FORBIDDEN)
  return actor
}

/** The enterprise that the actor works for. @throws Problem UNAUTHENTICATED when there is none. */
export function enterpriseOf(actor: Actor): string {
  const enterpriseId = actor.kind === 'member' || actor.kind === 'service' ? actor.enterpriseId : undefined
  if (!enterpriseId) throw new Problem(commonProblems.UNAUTHENTICATED)
  return enterpriseId
}
