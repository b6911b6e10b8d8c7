import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AnswerSetting, ChangeAnswerSetting as ChangeInput } from '@miaohui/contracts/sop/answer-sop'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { emptySteps } from '../answer-sop/domain/steps'
import { lockAnswerSop, replaceAccounts } from '../answer-sop/answer-sop.store'
import { claimAccounts, forgetElsewhere, modeTaken } from './claim-accounts'
import { loadAnswerSettings } from './list-answer-settings'

/** Chooses the one way in which an account answers new customers. Replacing another way must be said explicitly. */
@Injectable()
export class ChangeAnswerSetting {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(actor: MemberActor, input: ChangeInput): Promise<AnswerSetting> {
    const { enterpriseId } = actor
    return this.unitOfWork.run(enterpriseId, async (db) => {
      await this.assertAccount(db, enterpriseId, input)
      if (input.mode === 'answer-sop') await this.toSop(db, actor, input)
      else await this.toWelcomeOrNone(db, actor, input)
      const [setting] = await loadAnswerSettings(db, enterpriseId, input.teamId, input.accountId)
      if (!setting) throw new Problem(commonProblems.NOT_FOUND)
      return setting
    })
  }

  private async assertAccount(db: EntityManager, enterpriseId: string, input: ChangeInput): Promise<void> {
    const found: unknown[] = await db.query(
      `select 1 from account where enterprise_id = $1 and team_id = $2 and account_id = $3`,
      [enterpriseId, input.teamId, input.accountId],
    )
    if (found.length === 0) throw new Problem(commonProblems.NOT_FOUND)
  }

  private async toSop(db: EntityManager, actor: MemberActor, input: ChangeInput): Promise<void> {
    const { answerSopId } = input
    if (!answerSopId) throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'answerSopId', code: 'REQUIRED' }] })
    const { enabled } = await lockAnswerSop(db, actor.enterpriseId, input.teamId, answerSopId)
    if (!enabled) throw new Problem(sopProblems.SOP_DISABLED)
    const claim = {
      enterpriseId: actor.enterpriseId,
      accountIds: [input.accountId],
      answerSopId,
      byName: actor.name,
    }
    await claimAccounts(db, { ...claim, replace: input.replace ?? false })
    const current: { account_id: string }[] = await db.query(
      `select account_id from answer_sop_account where enterprise_id = $1 and answer_sop_id = $2`,
      [actor.enterpriseId, answerSopId],
    )
    await replaceAccounts(db, actor.enterpriseId, answerSopId, [
      ...new Set([...current.map((row) => row.account_id), input.accountId]),
    ])
  }

  private async toWelcomeOrNone(db: EntityManager, actor: MemberActor, input: ChangeInput): Promise<void> {
    const { mode, welcome } = input
    if (mode === 'welcome') {
      const errors = welcome ? emptySteps(welcome.steps, 'welcome.steps') : [{ path: 'welcome', code: 'REQUIRED' }]
      if (errors.length > 0) throw new Problem(sopProblems.SOP_EMPTY, { errors })
    }
    const changed: unknown[] = await db.query(
      `insert into answer_setting (enterprise_id, account_id, mode, welcome, changed_by_name) values ($1, $2, $3, $4, $5)
       on conflict (enterprise_id, account_id) do update
         set mode = excluded.mode, welcome = excluded.welcome, answer_sop_id = null, changed_by_name = excluded.changed_by_name, changed_at = now()
         where $6 or excluded.mode = 'none' or answer_setting.mode in ('none', 'welcome')
       returning 1`,
      [
        actor.enterpriseId,
        input.accountId,
        mode,
        mode === 'welcome' ? JSON.stringify(welcome) : null,
        actor.name,
        input.replace ?? false,
      ],
    )
    if (changed.length === 0) throw await modeTaken(db, actor.enterpriseId, input.accountId)
    await forgetElsewhere(db, actor.enterpriseId, [input.accountId], null)
  }
}
