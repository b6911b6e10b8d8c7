import { planSends, type PlannedSends, type PlanSends } from '@miaohui/contracts/messaging/send'
import { enterpriseOf, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { PlanSendsCommand } from './plan-sends'

@Injectable()
export class SendsRpc {
  constructor(private readonly planning: PlanSendsCommand) {}

  @HandleRpc(planSends)
  async plan(input: PlanSends, { actor }: RpcContext): Promise<PlannedSends> {
    return this.planning.execute(enterpriseOf(requireService(actor, 'sop')), input.items)
  }
}
