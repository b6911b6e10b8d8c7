import type { AnswerMode, AnswerSetting, WelcomeSetting } from '@miaohui/contracts/sop/answer-sop'
import type { EntityManager } from 'typeorm'

type Row = {
  account_id: string
  mode: AnswerMode | null
  answer_sop_id: string | null
  answer_sop_name: string | null
  welcome: WelcomeSetting | null
  changed_by_name: string | null
  changed_at: Date | null
}

/** Every account of the team with its way of answering; one that was never set answers nobody. */
export async function loadAnswerSettings(
  db: EntityManager,
  enterpriseId: string,
  teamId: string,
  accountId?: string,
): Promise<AnswerSetting[]> {
  const rows: Row[] = await db.query(
    `select acc.account_id, a.mode, a.answer_sop_id, s.name as answer_sop_name, a.welcome, a.changed_by_name, a.changed_at
     from account acc
     left join answer_setting a on a.enterprise_id = acc.enterprise_id and a.account_id = acc.account_id
     left join answer_sop s on s.id = a.answer_sop_id
     where acc.enterprise_id = $1 and acc.team_id = $2 and ($3::uuid is null or acc.account_id = $3)
     order by acc.name nulls last, acc.account_id
     limit 500`,
    [enterpriseId, teamId, accountId ?? null],
  )
  return rows.map((row) => ({
    accountId: row.account_id,
    mode: row.mode ?? 'none',
    answerSopId: row.answer_sop_id,
    answerSopName: row.answer_sop_name,
    welcome: row.welcome ?? undefined,
    changedByName: row.changed_by_name,
    changedAt: row.changed_at?.toISOString() ?? null,
  }))
}
