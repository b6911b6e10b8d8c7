import { hostingProblems } from '@miaohui/contracts/account-hosting/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { Inject, Injectable } from '@nestjs/common'
import { HOSTING_PROVIDER, type AccountLink, type HostingProvider } from '../provider/hosting-provider'
import type { AccountRow } from './account.row'

type Place = Pick<AccountRow, 'id' | 'worker' | 'scheme' | 'region'>

/** Calls to the worker of an account on behalf of a member. They need the worker, not the process that reads the account's events. */
@Injectable()
export class WorkerCalls {
  constructor(@Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider) {}

  /**
   * A worker that forgot the account is told about it again, once.
   * @throws Problem WORKER_UNAVAILABLE when the call was not answered; ProviderError when it was refused.
   */
  async call<T>(row: Place, ask: (link: AccountLink) => Promise<T>): Promise<T> {
    try {
      return await ask(this.link(row)).catch(async (error: unknown) => {
        if (!(error instanceof ProviderError) || error.code !== 'BAD_TOKEN') throw error
        await this.provision(row)
        return ask(this.link(row))
      })
    } catch (error) {
      if (error instanceof ProviderError && error.retry === 'definite') throw error
      throw new Problem(hostingProblems.WORKER_UNAVAILABLE, { cause: error })
    }
  }

  async provision(row: Place): Promise<void> {
    await this.provider.provision({ accountId: row.id, worker: row.worker, scheme: row.scheme, region: row.region })
  }

  link(row: Pick<Place, 'id' | 'worker'>): AccountLink {
    return this.provider.link({ accountId: row.id, worker: row.worker })
  }
}
