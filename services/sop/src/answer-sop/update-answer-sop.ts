import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AnswerSop, UpdateAnswerSop as UpdateInput } from '@miaohui/contracts/sop/answer-sop'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { assertTeamAccounts } from '../account/team-accounts'
import { claimAccounts, releaseAccounts } from '../answer-setting/claim-accounts'
import { asSopProblem, loadAnswerSop, lockAnswerSop, replaceAccounts, saveVersion } from './answer-sop.store'
import { refuseEmptySteps } from './domain/steps'

/** The next version of an answer SOP. Customers in progress keep the one they started; accounts of a SOP that is on change hands at once. */
@Injectable()
export class UpdateAnswerSop {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(actor: MemberActor, input: UpdateInput): Promise<AnswerSop> {
    refuseEmptySteps(input.steps)
    const { enterpriseId } = actor
    return this.unitOfWork
      .run(enterpriseId, async (db) => {
        const current = await lockAnswerSop(db, enterpriseId, input.teamId, input.id)
        if (current.version !== input.version)
          throw new Problem(commonProblems.VERSION_CONFLICT, { meta: { version: current.version } })
        await assertTeamAccounts(db, enterpriseId, input.teamId, input.accountIds)
        const version = current.version + 1
        await db.query(`update answer_sop set name = $3, version = $4, updated_at = now() where enterprise_id = $1 and id = $2`, [
          enterpriseId,
          input.id,
          input.name,
          version,
        ])
        await saveVersion(db, enterpriseId, input.id, version, input.steps)
        await replaceAccounts(db, enterpriseId, input.id, input.accountIds)
        if (current.enabled) {
          await releaseAccounts(db, enterpriseId, input.id, actor.name, input.accountIds)
          await claimAccounts(db, {
            enterpriseId,
            accountIds: input.accountIds,
            answerSopId: input.id,
            byName: actor.name,
            replace: input.replace ?? false,
          })
        }
        return loadAnswerSop(db, enterpriseId, input.teamId, input.id)
      })
      .catch((error: unknown) => {
        throw asSopProblem(error)
      })
  }
}
