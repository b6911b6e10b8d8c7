import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import type { AnswerSop, SwitchAnswerSop as SwitchInput } from '@miaohui/contracts/sop/answer-sop'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { claimAccounts, releaseAccounts } from '../answer-setting/claim-accounts'
import { loadAnswerSop, lockAnswerSop } from './answer-sop.store'

/** On: its accounts answer new customers with it from now on. Off: they answer nobody; customers already in it go on. */
@Injectable()
export class SwitchAnswerSop {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(actor: MemberActor, input: SwitchInput): Promise<AnswerSop> {
    const { enterpriseId } = actor
    return this.unitOfWork.run(enterpriseId, async (db) => {
      await lockAnswerSop(db, enterpriseId, input.teamId, input.id)
      await db.query(
        `update answer_sop set enabled = $3, updated_at = now() where enterprise_id = $1 and id = $2 and enabled <> $3`,
        [enterpriseId, input.id, input.enabled],
      )
      const sop = await loadAnswerSop(db, enterpriseId, input.teamId, input.id)
      if (input.enabled) {
        const { accountIds } = sop
        await claimAccounts(db, {
          enterpriseId,
          teamId: input.teamId,
          accountIds,
          answerSopId: input.id,
          byName: actor.name,
          replace: input.replace ?? false,
        })
      } else {
        await releaseAccounts(db, enterpriseId, input.id, actor.name)
      }
      return sop
    })
  }

  /** Runs of the deleted SOP keep their history; a SOP that is on must be switched off first. */
  async delete(actor: MemberActor, input: ByIdInTeam): Promise<void> {
    const { enterpriseId } = actor
    await this.unitOfWork.run(enterpriseId, async (db) => {
      const { enabled } = await lockAnswerSop(db, enterpriseId, input.teamId, input.id)
      if (enabled) throw new Problem(sopProblems.SOP_ENABLED)
      await db.query(`delete from answer_sop where enterprise_id = $1 and id = $2`, [enterpriseId, input.id])
    })
  }
}
