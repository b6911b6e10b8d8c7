import type { Relation } from '@miaohui/contracts/account-hosting/events'

/** What is on record about a customer when the worker reports a new friend. */
export type KnownFriend = { relation: Relation; friendSince: Date | null; addedAt: Date | null }

/** A synchronisation may list a friend shortly before the worker reports the adding. */
const LISTED_BEFORE_MS = 10 * 60_000

/**
 * True when the report is a friendship that nobody was told of yet. A worker may report the same adding twice; a customer who left and
 * came back is new again; somebody listed by an earlier synchronisation is an old friend.
 */
export function isNewFriendship(known: KnownFriend | undefined, at: Date): boolean {
  if (!known || known.relation !== 'friend') return true
  if (known.friendSince !== null) return false
  return known.addedAt === null || known.addedAt.getTime() >= at.getTime() - LISTED_BEFORE_MS
}

/** WeCom tells a refusal by a notice in the chat (domain page §4.2): what it says about the customer. */
export function relationFromNotice(text: string): Exclude<Relation, 'friend'> | undefined {
  if (/拒收/.test(text)) return 'blocked'
  if (/(联系人|朋友|好友)验证|不是(他|她|对方|你)的(联系人|好友|朋友)/.test(text)) return 'deleted'
  return undefined
}

/** Provider codes that say the same. */
export function relationFromCode(code: string | null | undefined): Exclude<Relation, 'friend'> | undefined {
  return code === 'NOT_FRIEND' ? 'deleted' : code === 'BLOCKED' ? 'blocked' : undefined
}

export const codeOfRelation = (relation: Exclude<Relation, 'friend'>): 'NOT_FRIEND' | 'BLOCKED' =>
  relation === 'deleted' ? 'NOT_FRIEND' : 'BLOCKED'
