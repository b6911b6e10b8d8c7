import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { notFound } from './not-found'

/** Teams whose records a member may see: `null` stands for every team of the enterprise. */
export function visibleTeams(actor: MemberActor): readonly string[] | null {
  return actor.isSuperAdmin || actor.dataScope === 'enterprise' ? null : actor.teamIds
}

/** @throws Problem NOT_FOUND for a team outside the caller's scope: the same answer as for an unknown one. */
export function requireVisibleTeam(actor: MemberActor, teamId: string): void {
  const visible = visibleTeams(actor)
  if (visible && !visible.includes(teamId)) throw notFound()
}
