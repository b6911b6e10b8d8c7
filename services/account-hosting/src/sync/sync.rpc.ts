import { startSync, type StartSync as StartSyncInput, type SyncStarted } from '@miaohui/contracts/account-hosting/sync'
import { requirePermission, requireTeam } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { StartSync } from './start-sync'

@Injectable()
export class SyncRpc {
  constructor(private readonly startSync: StartSync) {}

  @HandleRpc(startSync)
  async start(input: StartSyncInput, { actor }: RpcContext): Promise<SyncStarted> {
    requirePermission(actor, 'account.sync')
    const { enterpriseId } = requireTeam(actor, input.teamId)
    return { accounts: await this.startSync.execute(enterpriseId, input) }
  }
}
