import { estimateAudience, type AudienceEstimate, type EstimateAudience } from '@miaohui/contracts/messaging/audience'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { EstimateAudienceQuery } from './estimate-audience'

@Injectable()
export class AudiencesRpc {
  constructor(private readonly estimating: EstimateAudienceQuery) {}

  @HandleRpc(estimateAudience)
  async estimate(input: EstimateAudience, { actor }: RpcContext): Promise<AudienceEstimate> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.view')
    return this.estimating.execute(enterpriseId, input.teamId, input.filter)
  }
}
