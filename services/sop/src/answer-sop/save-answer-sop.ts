import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AnswerSop, CreateAnswerSop, UpdateAnswerSop } from '@miaohui/contracts/sop/answer-sop'
import { sopProblems } from '@miaohui/contracts/sop/problems'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { assertTeamAccounts } from '../account/team-accounts'
import { claimAccounts, releaseAccounts } from '../answer-setting/claim-accounts'
import { asSopProblem, loadAnswerSop, lockAnswerSop, replaceAccounts, saveVersion } from './answer-sop.store'
import { emptySteps } from './domain/steps'

/** Writes a new answer SOP or the next version of one; accounts of an enabled SOP are claimed in the same unit of work. */
@Injectable()
export class SaveAnswerSop {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
  ) {}

  async create(actor: MemberActor, input: CreateAnswerSop): Promise<AnswerSop> {
    refuseEmpty(input.steps)
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
              teamId: input.teamId,
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

  async update(actor: MemberActor, input: UpdateAnswerSop): Promise<AnswerSop> {
    refuseEmpty(input.steps)
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
            teamId: input.teamId,
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

function refuseEmpty(steps: CreateAnswerSop['steps']): void {
  const errors = emptySteps(steps)
  if (errors.length > 0) throw new Problem(sopProblems.SOP_EMPTY, { errors })
}
