import type { Actor } from '@miaohui/contracts/kernel/actor'
import type { NoInput } from '@miaohui/contracts/identity/session'
import { getLicenseSummary, issueLease, type Lease, type LicenseSummary } from '@miaohui/contracts/license/seat'
import { enterpriseOf, requireMember, requirePermission, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { SeatSummary } from '../shared/seat-summary'
import { IssueLease } from './issue-lease'

@Injectable()
export class LicenseRpc {
  constructor(
    private readonly numbers: SeatSummary,
    private readonly issue: IssueLease,
  ) {}

  @HandleRpc(getLicenseSummary)
  async summary(_input: NoInput, { actor }: RpcContext): Promise<LicenseSummary> {
    return (await this.numbers.execute(requireSeatInterest(actor))).summary
  }

  @HandleRpc(issueLease)
  lease(_input: NoInput, { actor }: RpcContext): Promise<Lease> {
    requireService(actor, 'messaging')
    return this.issue.execute(enterpriseOf(actor))
  }
}

/** Whoever may host an account must see what it costs: 「5 → 6 / 20」 in the wizard. */
function requireSeatInterest(actor: Actor): string {
  const member = requireMember(actor)
  if (!member.permissions.includes('account.add')) requirePermission(actor, 'license.view')
  return member.enterpriseId
}
