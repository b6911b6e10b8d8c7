import type { HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { hostingProblems } from '@miaohui/contracts/account-hosting/problems'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { HostWake } from '../shared/host-wake'
import { AccountStore } from './account-store'
import { accountView, type AccountRow } from './account.row'
import { isInDeviceCheck } from './domain/account-machine'
import { RefreshQr } from './refresh-qr'
import { WorkerCalls } from './worker-calls'

/** Brings an account back; in the middle of a new-device check it shows the QR code of the check (是本人，去扫码). */
@Injectable()
export class StartAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly host: HostWake,
    private readonly refreshQr: RefreshQr,
  ) {}

  /** @throws Problem NOT_FOUND, ACCOUNT_BUSY, WORKER_UNAVAILABLE */
  async execute(enterpriseId: string, { id, teamId }: ByIdInTeam, deadline: number): Promise<HostedAccount> {
    const { row, begun } = await this.unitOfWork.run(enterpriseId, async (db) => {
      const before = await this.store.lock(db, id, teamId)
      const after = await this.store.apply(db, before, [{ type: 'start-requested' }])
      return { row: after, begun: after !== before }
    })
    if (begun) return this.start(row)
    if (isInDeviceCheck(row.state)) return this.refreshQr.execute(enterpriseId, { id, teamId }, deadline)
    if (row.state === 'stopping' || row.state === 'expired') throw new Problem(hostingProblems.ACCOUNT_BUSY)
    return accountView(row)
  }

  private async start(row: AccountRow): Promise<HostedAccount> {
    this.host.wake({ accountId: row.id, enterpriseId: row.enterprise_id })
    try {
      await this.workers.call(row, (link) => link.start())
      return accountView(row)
    } catch (error) {
      await this.unitOfWork.run(row.enterprise_id, async (db) => {
        const now = await this.store.lock(db, row.id)
        if (now.state === 'starting') await this.store.apply(db, now, [{ type: 'signed-out', reason: 'worker-lost' }])
      })
      throw error instanceof Problem ? error : new Problem(hostingProblems.WORKER_UNAVAILABLE, { cause: error })
    }
  }
}
