import type { DeliveryState } from '@miaohui/contracts/identity/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Member, MemberState, MemberTeam } from '@miaohui/contracts/org/member'
import type { DataScope, Permission } from '@miaohui/contracts/permissions'
import type { EntityManager } from 'typeorm'
import { FULL_GRANT, type Grant } from '../shared/domain/grant'
import { SUPER_ADMIN } from '../shared/domain/presets'

export type MemberRow = {
  id: string
  user_id: string | null
  name: string
  email: string
  state: MemberState
  department_id: string | null
  permission_group_id: string
  rev: number
  created_at: Date
  group_name: string
  preset: string | null
  permissions: Permission[]
  data_scope: DataScope
  teams: MemberTeam[]
  invitation_id: string | null
  delivery_state: DeliveryState
  attempts: number
  reason: string | null
  queued_at: Date
  sent_at: Date | null
  expires_at: Date | null
}

/** The members an actor may see, as parameters $1 to $4 of MEMBERS. */
export const scopeParams = (actor: MemberActor): unknown[] => [
  actor.enterpriseId,
  actor.isSuperAdmin ? 'enterprise' : actor.dataScope,
  actor.memberId,
  actor.teamIds,
]

/** Everything but the list of departments in scope `department`: `below_own` holds the own department and what hangs below it. */
export const BELOW_OWN = `
  below_own as (
    select d.id from department d join member me on me.enterprise_id = $1 and me.id = $3 and me.department_id = d.id where d.enterprise_id = $1
    union all
    select d.id from department d join below_own b on d.parent_id = b.id where d.enterprise_id = $1)`

/** Whether the actor may see member `m`; a wider scope contains every narrower one. */
export const IN_SCOPE = `
  m.enterprise_id = $1 and ($2 = 'enterprise' or m.id = $3
    or $2 in ('team', 'department') and exists (
      select 1 from team_member tm where tm.enterprise_id = $1 and tm.member_id = m.id and tm.team_id = any($4::uuid[]))
    or $2 = 'department' and m.department_id in (select id from below_own))`

/** What the record of a member is made of, for a source of rows named `m`. */
export const MEMBER_COLUMNS = `
  m.id, m.user_id, m.name, m.email, m.state, m.department_id, m.permission_group_id, m.rev, m.created_at,
  g.name as group_name, g.preset, g.permissions, g.data_scope,
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by tm.added_at, t.id), '[]')
   from team_member tm join team t on t.enterprise_id = tm.enterprise_id and t.id = tm.team_id
   where tm.enterprise_id = m.enterprise_id and tm.member_id = m.id) as teams,
  i.id as invitation_id, i.state as delivery_state, i.attempts, i.reason, i.queued_at, i.sent_at, i.expires_at`

export const MEMBER_JOINS = `
  join permission_group g on g.enterprise_id = m.enterprise_id and g.id = m.permission_group_id
  left join invitation i on i.enterprise_id = m.enterprise_id and i.member_id = m.id and i.superseded_at is null`

/** One member in the actor's scope. */
export async function readMember(db: EntityManager, actor: MemberActor, id: string): Promise<MemberRow | undefined> {
  const [row] = await db.query<MemberRow[]>(
    `with recursive ${BELOW_OWN} select ${MEMBER_COLUMNS} from member m ${MEMBER_JOINS} where m.id = $5 and ${IN_SCOPE}`,
    [...scopeParams(actor), id],
  )
  return row
}

/** Members by id whoever asks: for what services and events do. */
export function readMembersById(db: EntityManager, enterpriseId: string, ids: readonly string[]): Promise<MemberRow[]> {
  return db.query<MemberRow[]>(
    `select ${MEMBER_COLUMNS} from member m ${MEMBER_JOINS} where m.enterprise_id = $1 and m.id = any($2::uuid[])`,
    [enterpriseId, ids],
  )
}

export const isSuperAdmin = (row: MemberRow): boolean => row.preset === SUPER_ADMIN

export const grantOf = (row: MemberRow): Grant =>
  isSuperAdmin(row) ? FULL_GRANT : { permissions: row.permissions, dataScope: row.data_scope }

export function memberOf(row: MemberRow): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    state: row.state,
    isSuperAdmin: isSuperAdmin(row),
    departmentId: row.department_id,
    permissionGroupId: row.permission_group_id,
    permissionGroupName: row.group_name,
    teams: row.teams,
    invitation: row.invitation_id === null ? undefined : invitationOf(row, row.invitation_id),
    createdAt: row.created_at.toISOString(),
  }
}

function invitationOf(row: MemberRow, id: string): Member['invitation'] {
  return {
    id,
    state: row.delivery_state,
    attempts: row.attempts,
    reason: row.reason ?? undefined,
    sentOrQueuedAt: (row.sent_at ?? row.queued_at).toISOString(),
    expiresAt: row.expires_at?.toISOString(),
  }
}
