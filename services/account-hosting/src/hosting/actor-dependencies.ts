import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import { AccountStore } from '../accounts/account-store'
import type { AccountRow } from '../accounts/account.row'
import { Seats } from '../accounts/seats'
import { WorkerCalls } from '../accounts/worker-calls'
import { beginSync } from '../sync/begin-sync'
import { RunSync } from '../sync/run-sync'
import { ApplySignals } from './apply-signals'

/** What every actor of this process shares. */
@Injectable()
export class ActorDependencies {
  constructor(
    readonly apply: ApplySignals,
    readonly seats: Seats,
    readonly sync: RunSync,
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly clock: Clock,
  ) {}

  read(row: AccountRow): Promise<AccountRow> {
    return this.unitOfWork.run(row.enterprise_id, (db) => this.store.get(db, row.id))
  }

  provision(row: AccountRow): Promise<void> {
    return this.workers.provision(row)
  }

  /** Everything is to be read anew; the host notices at its next look. */
  async requestSync(row: AccountRow): Promise<void> {
    await this.unitOfWork.run(row.enterprise_id, async (db) => {
      await beginSync(db, row)
      await this.store.touch(db, row.id)
    })
  }

  now(): Date {
    return this.clock.now()
  }
}
