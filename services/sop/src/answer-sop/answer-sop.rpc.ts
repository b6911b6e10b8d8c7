import type { ByIdInTeam, TeamScoped } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import * as sop from '@miaohui/contracts/sop/answer-sop'
import { requirePermission, requireTeam } from '@miaohui/platform/access'
import { LivePublisher } from '@miaohui/platform/live'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { ChangeAnswerSetting } from '../answer-setting/change-answer-setting'
import { loadAnswerSettings } from '../answer-setting/list-answer-settings'
import { loadAnswerSop, pageOfAnswerSops } from './answer-sop.store'
import { CreateAnswerSop } from './create-answer-sop'
import { DeleteAnswerSop } from './delete-answer-sop'
import { SwitchAnswerSop } from './switch-answer-sop'
import { UpdateAnswerSop } from './update-answer-sop'

@Injectable()
export class AnswerSopRpc {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly creating: CreateAnswerSop,
    private readonly updating: UpdateAnswerSop,
    private readonly switching: SwitchAnswerSop,
    private readonly deleting: DeleteAnswerSop,
    private readonly settings: ChangeAnswerSetting,
    private readonly live: LivePublisher,
  ) {}

  @HandleRpc(sop.listAnswerSops)
  async list(input: sop.ListAnswerSops, { actor }: RpcContext): Promise<Page<sop.AnswerSop>> {
    requireTeam(actor, input.teamId)
    const { enterpriseId } = requirePermission(actor, 'sop.view')
    return this.unitOfWork.run(enterpriseId, (db) =>
      keysetPage<sop.AnswerSop>(input, {
        parts: 2,
        key: (row) => [row.updatedAt, row.id],
        fetch: (after, limit) => pageOfAnswerSops(db, enterpriseId, input.teamId, limit, after),
      }),
    )
  }

  @HandleRpc(sop.getAnswerSop)
  async get(input: ByIdInTeam, { actor }: RpcContext): Promise<sop.AnswerSop> {
    requireTeam(actor, input.teamId)
    const { enterpriseId } = requirePermission(actor, 'sop.view')
    return this.unitOfWork.run(enterpriseId, (db) => loadAnswerSop(db, enterpriseId, input.teamId, input.id))
  }

  @HandleRpc(sop.createAnswerSop)
  async create(input: sop.CreateAnswerSop, { actor }: RpcContext): Promise<sop.AnswerSop> {
    requireTeam(actor, input.teamId)
    const member = requirePermission(actor, 'sop.edit')
    if (input.enabled) requirePermission(actor, 'sop.enable')
    return this.announce(member.enterpriseId, input.teamId, await this.creating.execute(member, input))
  }

  @HandleRpc(sop.updateAnswerSop)
  async update(input: sop.UpdateAnswerSop, { actor }: RpcContext): Promise<sop.AnswerSop> {
    requireTeam(actor, input.teamId)
    const member = requirePermission(actor, 'sop.edit')
    // Taking accounts over is switching one way off and another on.
    if (input.replace) requirePermission(actor, 'sop.enable')
    return this.announce(member.enterpriseId, input.teamId, await this.updating.execute(member, input))
  }

  @HandleRpc(sop.switchAnswerSop)
  async switch(input: sop.SwitchAnswerSop, { actor }: RpcContext): Promise<sop.AnswerSop> {
    requireTeam(actor, input.teamId)
    const member = requirePermission(actor, 'sop.enable')
    return this.announce(member.enterpriseId, input.teamId, await this.switching.execute(member, input))
  }

  @HandleRpc(sop.deleteAnswerSop)
  async delete(input: ByIdInTeam, { actor }: RpcContext): Promise<void> {
    requireTeam(actor, input.teamId)
    await this.deleting.execute(requirePermission(actor, 'sop.delete'), input)
  }

  @HandleRpc(sop.listAnswerSettings)
  async listSettings(input: TeamScoped, { actor }: RpcContext): Promise<sop.AnswerSettings> {
    requireTeam(actor, input.teamId)
    const { enterpriseId } = requirePermission(actor, 'sop.view')
    return { items: await this.unitOfWork.run(enterpriseId, (db) => loadAnswerSettings(db, enterpriseId, input.teamId)) }
  }

  @HandleRpc(sop.changeAnswerSetting)
  async changeSetting(input: sop.ChangeAnswerSetting, { actor }: RpcContext): Promise<sop.AnswerSetting> {
    requireTeam(actor, input.teamId)
    return this.settings.execute(requirePermission(actor, 'sop.enable'), input)
  }

  private announce(enterpriseId: string, teamId: string, sopNow: sop.AnswerSop): sop.AnswerSop {
    this.live.publish(enterpriseId, {
      topic: `team:${teamId}:sop`,
      type: 'answer-sop.changed',
      entity: sopNow.id,
      rev: sopNow.version,
      patch: { enabled: sopNow.enabled, name: sopNow.name },
    })
    return sopNow
  }
}
