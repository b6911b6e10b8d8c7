import type { Team, TeamDetail, TeamMember } from '@miaohui/contracts/org/team'
import type { EntityManager } from 'typeorm'

export type TeamRow = { id: string; name: string; rev: number; created_at: Date; member_count: number }
export type TeamDetailRow = TeamRow & { members: TeamMember[] }

export const TEAM_COLUMNS = `
  t.id, t.name, t.rev, t.created_at,
  (select count(*)::int from team_member tm where tm.enterprise_id = t.enterprise_id and tm.team_id = t.id) as member_count`

const DETAIL = `
  select ${TEAM_COLUMNS},
    (select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'name', m.name, 'isLeader', tm.is_leader) order by tm.is_leader desc, tm.added_at, m.id), '[]')
     from team_member tm join member m on m.enterprise_id = tm.enterprise_id and m.id = tm.member_id
     where tm.enterprise_id = t.enterprise_id and tm.team_id = t.id) as members
  from team t where t.enterprise_id = $1 and t.id = $2`

export async function readTeam(db: EntityManager, enterpriseId: string, id: string): Promise<TeamDetailRow | undefined> {
  const [row] = await db.query<TeamDetailRow[]>(DETAIL, [enterpriseId, id])
  return row
}

export function teamOf(row: TeamRow): Team {
  return { id: row.id, name: row.name, memberCount: row.member_count, createdAt: row.created_at.toISOString() }
}

export const teamDetailOf = (row: TeamDetailRow): TeamDetail => ({ ...teamOf(row), members: row.members })
