import { AsyncResource } from 'node:async_hooks'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from 'pino'
import { SendWaker } from '../sends/send-waker'
import { BroadcastProgress } from './broadcast-progress'
import { FreezeBroadcast } from './freeze-broadcast'

type Due = { id: string; step: 'freeze' | 'start' | 'finish' }

/** Moves broadcasts on when their time has come: fixes audiences, starts scheduled ones, ends those that have nothing left to send. */
@Injectable()
export class AdvanceBroadcasts implements OnModuleDestroy {
  private readonly own = new AsyncResource('MiaohuiBroadcasts')
  private readonly working = new Map<string, Promise<void>>()

  constructor(
    private readonly units: UnitOfWork,
    private readonly freeze: FreezeBroadcast,
    private readonly progress: BroadcastProgress,
    private readonly waker: SendWaker,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Begins in the background; if this process dies, the sweeper of another begins again. */
  soon(enterpriseId: string): void {
    this.own.runInAsyncScope(() => {
      this.execute(enterpriseId).catch((error: unknown) =>
        this.log.error({ err: error, enterpriseId }, 'a broadcast could not be moved on'),
      )
    })
  }

  /** One run at a time for an enterprise in this process; a call during a run is followed by another run. */
  async execute(enterpriseId: string): Promise<void> {
    const before = this.working.get(enterpriseId) ?? Promise.resolve()
    const run = before.catch(() => undefined).then(() => this.advance(enterpriseId))
    this.working.set(enterpriseId, run)
    try {
      await run
    } finally {
      if (this.working.get(enterpriseId) === run) this.working.delete(enterpriseId)
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.working.values())
  }

  private async advance(enterpriseId: string): Promise<void> {
    const due = await this.units.run(enterpriseId, (db) =>
      db.query<Due[]>(
        `select b.id, case when b.frozen_at is null then 'freeze' when b.state = 'scheduled' then 'start' else 'finish' end as step
         from broadcast b where b.enterprise_id = $1 and (
           b.state = 'freezing' or b.state = 'scheduled' and (b.frozen_at is null or b.start_at <= now())
           or b.state = 'running' and not exists (
             select 1 from send s where s.source_id = b.id and s.source = 'broadcast' and s.state = 'planned' and s.enterprise_id = $1))
         order by b.created_at`,
        [enterpriseId],
      ),
    )
    for (const { id, step } of due) {
      if (step === 'freeze') {
        const accounts = await this.freeze.execute(enterpriseId, id)
        if (accounts) this.waker.wake(enterpriseId, accounts)
      } else if (step === 'start') this.waker.wake(enterpriseId, await this.start(enterpriseId, id))
      if (step === 'finish') this.progress.beat(enterpriseId, id)
      else await this.progress.now(enterpriseId, id)
    }
  }

  private start(enterpriseId: string, id: string): Promise<string[]> {
    return this.units.run(enterpriseId, async (db) => {
      const started = await db.query<unknown[]>(
        `with started as (
           update broadcast set state = 'running', rev = rev + 1 where enterprise_id = $1 and id = $2 and state = 'scheduled' and frozen_at is not null
           returning 1
         ) select * from started`,
        [enterpriseId, id],
      )
      if (started.length === 0) return []
      const accounts = await db.query<{ account_id: string }[]>(
        `select distinct account_id from send where enterprise_id = $1 and source = 'broadcast' and source_id = $2 and state = 'planned'`,
        [enterpriseId, id],
      )
      return accounts.map((a) => a.account_id)
    })
  }
}
