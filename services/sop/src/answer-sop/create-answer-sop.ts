import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { AnswerSop, CreateAnswerSop as CreateInput } from '@miaohui/contracts/sop/answer-sop'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { assertTeamAccounts } from '../account/team-accounts'
import { claimAccounts } from '../answer-setting/claim-accounts'
import { asSopProblem, loadAnswerSop, replaceAccounts, saveVersion } from './answer-sop.store'
import { refuseEmptySteps } from './domain/steps'

/** A new answer SOP; when it is on from the start, its accounts are claimed in the same unit of work. */
@Injectable()
export class CreateAnswerSop {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
  ) {}

  async execute(actor: MemberActor, input: CreateInput): Promise<AnswerSop> {
    refuseEmptySteps(input.steps)
    const { enterpriseId } = actor
    const { idempotencyKey, ...fingerprint } = input
    const key = { enterpriseId, principal: actor.memberId, route: 'answer-sop.create', key: idempotencyKey, fingerprint }
    return this.idempotency.once(key, () =>
      this.unitOfWork
        .run(enterpriseId, async (db) => {
          await assertTeamAccounts(db, enterpriseId, input.teamId, input.accountIds)
          const id = newId()
          await db.query(
            `insert into answer_sop (id, enterprise_id, team_id, name, enabled, created_by) values ($1, $2, $3, $4, $5, $6)`,
            [id, enterpriseId, input.teamId, input.name, input.enabled, actor.memberId],
          )
          await saveVersion(db, enterpriseId, id, 1, input.steps)
          await replaceAccounts(db, enterpriseId, id, input.accountIds)
          if (input.enabled) {
            await claimAccounts(db, {
              enterpriseId,
              accountIds: input.accountIds,
              answerSopId: id,
              byName: actor.name,
              replace: input.replace ?? false,
            })
          }
          return loadAnswerSop(db, enterpriseId, input.teamId, id)
        })
        .catch((error: unknown) => {
          throw asSopProblem(error)
        }),
    )
  }
}
