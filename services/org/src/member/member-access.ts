import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import type { EntityManager } from 'typeorm'
import { mayGrant, type Grant } from '../shared/domain/grant'
import { holderOf } from '../shared/holder'
import { notFound } from '../shared/not-found'
import { SUPER_ADMIN } from '../shared/domain/presets'
import { grantOf, readMember, type MemberRow } from './read-members'

/**
 * A member about to be changed, locked so that changes of one member follow each other.
 * @throws Problem NOT_FOUND outside the actor's scope; FORBIDDEN when the member may do more than the actor.
 */
export async function lockMember(db: EntityManager, actor: MemberActor, id: string): Promise<MemberRow> {
  await db.query('select 1 from member where enterprise_id = $1 and id = $2 for update', [actor.enterpriseId, id])
  const row = await readMember(db, actor, id)
  if (!row) throw notFound()
  if (!mayGrant(holderOf(actor), grantOf(row)))
    throw new Problem(commonProblems.FORBIDDEN, { detail: 'the member may do more than you' })
  return row
}

/**
 * The grant of a permission group that is to be handed out; the preset of sales staff when none is named.
 * @throws Problem NOT_FOUND, or GRANT_EXCEEDS_OWN when the actor lacks any of it.
 */
export async function requireGrantable(
  db: EntityManager,
  actor: MemberActor,
  groupId: string | undefined,
): Promise<{ id: string; name: string }> {
  const [group] = await db.query<(Grant & { id: string; name: string; preset: string | null })[]>(
    `select id, name, preset, permissions, data_scope as "dataScope" from permission_group
     where enterprise_id = $1 and case when $2::uuid is null then preset = 'sales' else id = $2 end`,
    [actor.enterpriseId, groupId ?? null],
  )
  if (!group) throw notFound()
  const mayHandOut = group.preset === SUPER_ADMIN ? actor.isSuperAdmin : mayGrant(holderOf(actor), group)
  if (!mayHandOut) throw new Problem(orgProblems.GRANT_EXCEEDS_OWN)
  return { id: group.id, name: group.name }
}

/**
 * Refuses to take away the last active super administrator. The lock makes parallel requests count one after the other.
 * @throws Problem LAST_SUPER_ADMIN
 */
export async function requireAnotherSuperAdmin(db: EntityManager, enterpriseId: string, leavingId: string): Promise<void> {
  const [group] = await db.query<{ id: string }[]>(
    'select id from permission_group where enterprise_id = $1 and preset = $2 for no key update',
    [enterpriseId, SUPER_ADMIN],
  )
  const others = await db.query<unknown[]>(
    `select 1 from member where enterprise_id = $1 and permission_group_id = $2 and state = 'active' and id <> $3 limit 1`,
    [enterpriseId, group?.id, leavingId],
  )
  if (others.length === 0) throw new Problem(orgProblems.LAST_SUPER_ADMIN)
}
