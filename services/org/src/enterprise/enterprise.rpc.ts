import type { NoInput } from '@miaohui/contracts/identity/session'
import {
  foundEnterprise,
  getEnterpriseOverview,
  type EnterpriseOverview,
  type FoundEnterprise as FoundEnterpriseInput,
} from '@miaohui/contracts/org/enterprise'
import { requireMember, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { FoundEnterprise } from './found-enterprise'
import { GetEnterpriseOverview } from './get-enterprise-overview'

@Injectable()
export class EnterpriseRpc {
  constructor(
    private readonly found: FoundEnterprise,
    private readonly overview: GetEnterpriseOverview,
  ) {}

  @HandleRpc(foundEnterprise)
  async foundEnterprise(input: FoundEnterpriseInput, { actor }: RpcContext): Promise<void> {
    requireService(actor, 'identity')
    await this.found.execute(input)
  }

  @HandleRpc(getEnterpriseOverview)
  async getOverview(_input: NoInput, { actor }: RpcContext): Promise<EnterpriseOverview> {
    return this.overview.execute(requireMember(actor).enterpriseId)
  }
}
