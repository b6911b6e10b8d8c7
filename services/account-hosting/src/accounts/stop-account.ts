import type { HostedAccount } from '@miaohui/contracts/account-hosting/account'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { AccountNews } from '../shared/account-news'
import { AccountStore } from './account-store'
import { accountView } from './account.row'
import { isResting } from './domain/account-machine'
import { WorkerCalls } from './worker-calls'

/** The worker usually confirms within milliseconds; the answer then shows the account at rest. */
const CONFIRM_MS = 2_000

/** Takes an account offline; its session and its seat stay. */
@Injectable()
export class StopAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly news: AccountNews,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(enterpriseId: string, { id, teamId }: ByIdInTeam): Promise<HostedAccount> {
    const row = await this.unitOfWork.run(enterpriseId, async (db) =>
      this.store.apply(db, await this.store.lock(db, id, teamId), [{ type: 'stop-requested' }]),
    )
    if (row.state !== 'stopping') return accountView(row)
    try {
      await this.workers.call(row, (link) => link.stop())
    } catch (error) {
      // The account rests after its deadline, and the worker is told as soon as it can be reached.
      this.log.warn({ err: error, accountId: id }, 'the worker was not reached to stop an account')
      return accountView(row)
    }
    const rested = await this.news.until(id, Date.now() + CONFIRM_MS, async () => {
      const now = await this.unitOfWork.run(enterpriseId, (db) => this.store.get(db, id))
      return isResting(now.state) ? now : undefined
    })
    return accountView(rested ?? row)
  }
}
