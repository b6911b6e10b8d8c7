import { handOver, type HandOver as HandOverInput, type HandOverResults } from '@miaohui/contracts/account-hosting/delivery'
import { enterpriseOf, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { HandOver } from './hand-over'

@Injectable()
export class DeliveryRpc {
  constructor(private readonly handOver: HandOver) {}

  @HandleRpc(handOver)
  async deliver({ items }: HandOverInput, { actor, deadline }: RpcContext): Promise<HandOverResults> {
    const enterpriseId = enterpriseOf(requireService(actor, 'messaging'))
    return { items: await this.handOver.execute(enterpriseId, items, deadline) }
  }
}
