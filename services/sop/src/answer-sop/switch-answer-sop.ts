import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { AnswerSop, SwitchAnswerSop as SwitchInput } from '@miaohui/contracts/sop/answer-sop'
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
}
