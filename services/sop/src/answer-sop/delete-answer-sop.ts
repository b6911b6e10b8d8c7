import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockAnswerSop } from './answer-sop.store'

/** Runs of a deleted SOP keep their history; a SOP that is on must be switched off first. */
@Injectable()
export class DeleteAnswerSop {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(actor: MemberActor, input: ByIdInTeam): Promise<void> {
    const { enterpriseId } = actor
    await this.unitOfWork.run(enterpriseId, async (db) => {
      const { enabled } = await lockAnswerSop(db, enterpriseId, input.teamId, input.id)
      if (enabled) throw new Problem(sopProblems.SOP_ENABLED)
      await db.query(`delete from answer_sop where enterprise_id = $1 and id = $2`, [enterpriseId, input.id])
    })
  }
}
