import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { isId } from '@miaohui/contracts/kernel/ids'
import { ALL_PERMISSIONS, type Permission } from '@miaohui/contracts/permissions'

/** Where notices come from: `<enterpriseId>/<topic>`. */
export type Address = { enterpriseId: string; topic: string }

const TEAM_TOPICS: Readonly<Record<string, Permission>> = {
  account: 'account.view',
  inbox: 'chat.view',
  broadcast: 'broadcast.view',
  sop: 'sop.view',
  customer: 'customer.view',
}

export function parseAddress(text: unknown): Address | undefined {
  if (typeof text !== 'string') return undefined
  const slash = text.indexOf('/')
  const enterpriseId = text.slice(0, slash)
  return isId(enterpriseId) ? { enterpriseId, topic: text.slice(slash + 1) } : undefined
}

/** Whether a member may listen to a topic; a team that is not theirs sounds like one that does not exist. */
export function mayListen(actor: MemberActor, topic: string): boolean {
  const [kind, id, about = ''] = topic.split(':')
  if (kind === 'team') {
    const permission = Object.hasOwn(TEAM_TOPICS, about) ? TEAM_TOPICS[about] : undefined
    return permission !== undefined && actor.teamIds.includes(id ?? '') && has(actor, permission)
  }
  if (topic === 'enterprise:org') return true
  return topic === 'enterprise:license' && sees(actor, 'license.view')
}

/**
 * A topic may carry records of several kinds, each behind its own permission: `member.changed` needs `member.view`, wherever it is
 * announced. Kinds without a permission of their own are heard by who may listen to the topic; in the organisation they may be personal.
 */
export function mayHear(actor: MemberActor, topic: string, noun: string): boolean {
  const view = ALL_PERMISSIONS.find((p) => p === `${noun}.view`)
  if (view) return sees(actor, view)
  return topic !== 'enterprise:org' || noun === 'enterprise' || has(actor, 'member.view')
}

/** Who adds accounts sees how many seats are left, as on the route of the licence summary. */
function sees(actor: MemberActor, permission: Permission): boolean {
  return has(actor, permission) || (permission === 'license.view' && has(actor, 'account.add'))
}

function has(actor: MemberActor, permission: Permission): boolean {
  return actor.isSuperAdmin || actor.permissions.includes(permission)
}
