import type { Envelope } from '@miaohui/contracts/kernel/event'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { seatChanged, type SeatChanged } from '@miaohui/contracts/license/events'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { AccountStore } from './account-store'
import { WorkerCalls } from './worker-calls'

/** A seat that the licence no longer covers takes its account offline. */
@Injectable()
export class SeatsSubscriber {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  @OnEvent(seatChanged)
  async onSeatChanged(batch: Envelope<SeatChanged>[], { db }: EventContext): Promise<void> {
    for (const { data } of batch.filter((event) => event.data.state === 'suspended')) {
      const row = await this.store.lock(db, data.accountId).catch(ignoreUnknown)
      if (!row) continue
      await this.store.apply(db, row, [{ type: 'license-ended' }])
      // Should the worker be out of reach now, the account is stopped when its stream is back.
      this.unitOfWork.afterCommit(() => {
        this.workers
          .call(row, (link) => link.stop())
          .catch((error: unknown) =>
            this.log.warn({ err: error, accountId: row.id }, 'an account without a seat was not stopped yet'),
          )
      })
    }
  }
}

/** An account that was removed meanwhile. */
function ignoreUnknown(error: unknown): null {
  if (error instanceof Problem && error.is(commonProblems.NOT_FOUND)) return null
  throw error
}
