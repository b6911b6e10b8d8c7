import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import type { AnswerSop, SopStep } from '@miaohui/contracts/sop/answer-sop'
import type { SortKey } from '@miaohui/persistence/keyset'
import { violatedConstraint } from '@miaohui/persistence/unit-of-work'
import type { EntityManager } from 'typeorm'

type Row = {
  id: string
  name: string
  enabled: boolean
  version: number
  updated_at: Date
  account_ids: string[]
  steps: SopStep[]
  running: number
  finished: number
}

const SELECT = `
  select s.id, s.name, s.enabled, s.version, s.updated_at, v.steps,
    coalesce((select array_agg(a.account_id order by a.account_id) from answer_sop_account a where a.answer_sop_id = s.id), '{}') as account_ids,
    (select count(*)::int from run r where r.enterprise_id = s.enterprise_id and r.answer_sop_id = s.id and r.state = 'running') as running,
    (select count(*)::int from run r where r.enterprise_id = s.enterprise_id and r.answer_sop_id = s.id and r.state = 'finished') as finished
  from answer_sop s join answer_sop_version v on v.answer_sop_id = s.id and v.version = s.version`

/** @throws Problem NOT_FOUND */
export async function loadAnswerSop(db: EntityManager, enterpriseId: string, teamId: string, id: string): Promise<AnswerSop> {
  const [row]: Row[] = await db.query(`${SELECT} where s.enterprise_id = $1 and s.team_id = $2 and s.id = $3`, [
    enterpriseId,
    teamId,
    id,
  ])
  if (!row) throw new Problem(commonProblems.NOT_FOUND)
  return view(row)
}

/** Newest change first. */
export async function pageOfAnswerSops(
  db: EntityManager,
  enterpriseId: string,
  teamId: string,
  limit: number,
  after: SortKey | null,
): Promise<AnswerSop[]> {
  const rows: Row[] = await db.query(
    `${SELECT} where s.enterprise_id = $1 and s.team_id = $2 and ($3::timestamptz is null or (s.updated_at, s.id) < ($3, $4::uuid))
     order by s.updated_at desc, s.id desc limit $5`,
    [enterpriseId, teamId, after?.[0] ?? null, after?.[1] ?? null, limit],
  )
  return rows.map(view)
}

/** Holds the SOP until the end of the unit of work. @throws Problem NOT_FOUND */
export async function lockAnswerSop(
  db: EntityManager,
  enterpriseId: string,
  teamId: string,
  id: string,
): Promise<{ version: number; enabled: boolean }> {
  const [row]: { version: number; enabled: boolean }[] = await db.query(
    `select version, enabled from answer_sop where enterprise_id = $1 and team_id = $2 and id = $3 for update`,
    [enterpriseId, teamId, id],
  )
  if (!row) throw new Problem(commonProblems.NOT_FOUND)
  return row
}

export async function saveVersion(
  db: EntityManager,
  enterpriseId: string,
  id: string,
  version: number,
  steps: readonly SopStep[],
): Promise<void> {
  await db.query(`insert into answer_sop_version (enterprise_id, answer_sop_id, version, steps) values ($1, $2, $3, $4)`, [
    enterpriseId,
    id,
    version,
    JSON.stringify(steps),
  ])
}

export async function replaceAccounts(
  db: EntityManager,
  enterpriseId: string,
  id: string,
  accountIds: readonly string[],
): Promise<void> {
  await db.query(
    `delete from answer_sop_account where enterprise_id = $1 and answer_sop_id = $2 and not (account_id = any($3))`,
    [enterpriseId, id, accountIds],
  )
  await db.query(
    `insert into answer_sop_account (enterprise_id, answer_sop_id, account_id) select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
    [enterpriseId, id, accountIds],
  )
}

/** Turns the name's unique constraint into its refusal; everything else passes through. */
export function asSopProblem(error: unknown): unknown {
  return violatedConstraint(error) === 'uq_answer_sop_name' ? new Problem(sopProblems.SOP_NAME_TAKEN, { cause: error }) : error
}

function view(row: Row): AnswerSop {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled,
    accountIds: row.account_ids,
    steps: row.steps,
    running: row.running,
    finished: row.finished,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  }
}
