import type { AccountState, HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { hostingProblems } from '@miaohui/contracts/account-hosting/problems'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { Injectable } from '@nestjs/common'
import { AccountNews } from '../shared/account-news'
import { AccountStore } from './account-store'
import { accountView, type AccountRow } from './account.row'
import { isInDeviceCheck } from './domain/account-machine'
import { WorkerCalls } from './worker-calls'

const WITH_QR: readonly AccountState[] = ['qr', 'scanned', 'verify-code']
const WAIT_MS = 4_000

/** Asks the worker for a new QR code and answers when it is there. */
@Injectable()
export class RefreshQr {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly news: AccountNews,
  ) {}

  /** @throws Problem NOT_FOUND, QR_LIMIT, ACCOUNT_BUSY, WORKER_UNAVAILABLE */
  async execute(enterpriseId: string, { id, teamId }: ByIdInTeam, deadline: number): Promise<HostedAccount> {
    const read = (): Promise<AccountRow> => this.unitOfWork.run(enterpriseId, (db) => this.store.get(db, id, teamId))
    const before = await read()
    if (before.state === 'offline' && before.reason === 'qr-timeout') throw new Problem(hostingProblems.QR_LIMIT)
    if (!WITH_QR.includes(before.state) && !isInDeviceCheck(before.state)) throw new Problem(hostingProblems.ACCOUNT_BUSY)
    try {
      await this.workers.call(before, (link) => link.refreshQr())
    } catch (error) {
      if (error instanceof ProviderError) throw new Problem(hostingProblems.ACCOUNT_BUSY, { cause: error })
      throw error
    }
    const renewed = await this.news.until(id, Math.min(deadline - 300, Date.now() + WAIT_MS), async () => {
      const now = await read()
      return now.qr?.status === 'waiting' && now.qr.content !== before.qr?.content ? now : undefined
    })
    return accountView(renewed ?? (await read()))
  }
}
