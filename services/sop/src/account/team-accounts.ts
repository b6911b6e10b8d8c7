import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { EntityManager } from 'typeorm'

/** @throws Problem VALIDATION_FAILED naming the first account that is not one of the team's. */
export async function assertTeamAccounts(
  db: EntityManager,
  enterpriseId: string,
  teamId: string,
  accountIds: readonly string[],
): Promise<void> {
  if (accountIds.length === 0) return
  const known: { account_id: string }[] = await db.query(
    `select account_id from account where enterprise_id = $1 and team_id = $2 and account_id = any($3)`,
    [enterpriseId, teamId, accountIds],
  )
  const ids = new Set(known.map((row) => row.account_id))
  const index = accountIds.findIndex((id) => !ids.has(id))
  if (index >= 0) throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: `accountIds.${index}`, code: 'GONE' }] })
}
