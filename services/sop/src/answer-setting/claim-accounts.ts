import { Problem } from '@miaohui/contracts/kernel/problem'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import type { EntityManager } from 'typeorm'

export type Claim = {
  enterpriseId: string
  accountIds: readonly string[]
  answerSopId: string
  byName: string
  /** Take the account over from another way of answering. */
  replace: boolean
}

/**
 * Makes a SOP the one way in which new customers of these accounts are answered.
 * @throws Problem ANSWER_MODE_TAKEN naming the way that is on; nothing is changed then.
 */
export async function claimAccounts(db: EntityManager, claim: Claim): Promise<void> {
  if (claim.accountIds.length === 0) return
  const taken: { account_id: string }[] = await db.query(
    `insert into answer_setting (enterprise_id, account_id, mode, answer_sop_id, changed_by_name)
     select $1, account_id, 'answer-sop', $3, $4 from unnest($2::uuid[]) account_id
     on conflict (enterprise_id, account_id) do update
       set mode = 'answer-sop', answer_sop_id = excluded.answer_sop_id, welcome = null,
           changed_by_name = excluded.changed_by_name, changed_at = now()
       where answer_setting.mode = 'none' or answer_setting.answer_sop_id = excluded.answer_sop_id or $5
     returning account_id`,
    [claim.enterpriseId, claim.accountIds, claim.answerSopId, claim.byName, claim.replace],
  )
  if (taken.length === claim.accountIds.length)
    return forgetElsewhere(db, claim.enterpriseId, claim.accountIds, claim.answerSopId)
  const ours = new Set(taken.map((row) => row.account_id))
  const accountId = claim.accountIds.find((id) => !ours.has(id)) as string
  throw await modeTaken(db, claim.enterpriseId, accountId)
}

/** Says which way of answering is on for the account, and who set it. */
export async function modeTaken(db: EntityManager, enterpriseId: string, accountId: string): Promise<Problem> {
  const [holder]: { mode: string; name: string | null; changed_by_name: string; account_name: string | null }[] = await db.query(
    `select a.mode, s.name, a.changed_by_name, acc.name as account_name
     from answer_setting a
     join account acc on acc.enterprise_id = a.enterprise_id and acc.account_id = a.account_id
     left join answer_sop s on s.id = a.answer_sop_id
     where a.enterprise_id = $1 and a.account_id = $2`,
    [enterpriseId, accountId],
  )
  return new Problem(sopProblems.ANSWER_MODE_TAKEN, {
    meta: {
      accountId,
      accountName: holder?.account_name ?? null,
      mode: holder?.mode ?? 'none',
      answerSopName: holder?.name ?? null,
      changedByName: holder?.changed_by_name ?? null,
    },
  })
}

/** An account stands in the list of the SOP that answers for it and in no other enabled one. */
export async function forgetElsewhere(
  db: EntityManager,
  enterpriseId: string,
  accountIds: readonly string[],
  keep: string | null,
): Promise<void> {
  await db.query(
    `delete from answer_sop_account a using answer_sop s
     where s.id = a.answer_sop_id and s.enabled and a.enterprise_id = $1 and a.account_id = any($2) and a.answer_sop_id is distinct from $3`,
    [enterpriseId, accountIds, keep],
  )
}

/** The SOP answers for none of these accounts any more (all of its accounts when not given). */
export async function releaseAccounts(
  db: EntityManager,
  enterpriseId: string,
  answerSopId: string,
  byName: string,
  except: readonly string[] = [],
): Promise<void> {
  await db.query(
    `update answer_setting set mode = 'none', answer_sop_id = null, changed_by_name = $3, changed_at = now()
     where enterprise_id = $1 and answer_sop_id = $2 and not (account_id = any($4))`,
    [enterpriseId, answerSopId, byName, except],
  )
}
