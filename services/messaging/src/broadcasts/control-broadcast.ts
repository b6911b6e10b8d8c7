import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Broadcast, BroadcastState } from '@miaohui/contracts/messaging/broadcast'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { SendWaker } from '../sends/send-waker'
import { DropSends } from '../sends/drop-sends'
import { whenCommitted } from '@miaohui/platform/ambient'
import { BroadcastProgress } from './broadcast-progress'
import { BroadcastViews } from './broadcast-views'
import { BroadcastEntity } from './broadcast.entity'

/** People stop, continue and end broadcasts. Doing twice what is done already is no mistake. */
@Injectable()
export class ControlBroadcast {
  constructor(
    private readonly units: UnitOfWork,
    private readonly views: BroadcastViews,
    private readonly drop: DropSends,
    private readonly progress: BroadcastProgress,
    private readonly waker: SendWaker,
  ) {}

  /** What is handed over ends; the rest keeps its order and waits. @throws Problem BROADCAST_STATE, NOT_FOUND. */
  pause(enterpriseId: string, teamId: string, id: string): Promise<Broadcast> {
    return this.move(enterpriseId, teamId, id, ['running'], 'paused')
  }

  /** @throws Problem BROADCAST_STATE, NOT_FOUND. */
  resume(enterpriseId: string, teamId: string, id: string): Promise<Broadcast> {
    return this.move(enterpriseId, teamId, id, ['paused'], 'running', async (db) => {
      const rows = await db.query<{ account_id: string }[]>(
        `select distinct account_id from send where enterprise_id = $1 and source = 'broadcast' and source_id = $2 and state = 'planned'`,
        [enterpriseId, id],
      )
      whenCommitted(() =>
        this.waker.wake(
          enterpriseId,
          rows.map((r) => r.account_id),
        ),
      )
    })
  }

  /** Everything not yet handed over is dropped for good. @throws Problem BROADCAST_STATE, NOT_FOUND. */
  cancel(enterpriseId: string, teamId: string, id: string): Promise<Broadcast> {
    return this.move(enterpriseId, teamId, id, ['scheduled', 'freezing', 'running', 'paused'], 'cancelled', (db) =>
      this.drop.ofBroadcast(db, enterpriseId, id),
    )
  }

  private async move(
    enterpriseId: string,
    teamId: string,
    id: string,
    from: readonly BroadcastState[],
    to: BroadcastState,
    more: (db: EntityManager) => Promise<unknown> = async () => undefined,
  ): Promise<Broadcast> {
    return this.units.run(enterpriseId, async (db) => {
      const row = await db.findOne(BroadcastEntity, { where: { enterpriseId, teamId, id }, lock: { mode: 'pessimistic_write' } })
      if (!row) throw new Problem(commonProblems.NOT_FOUND)
      if (row.state !== to) {
        if (!from.includes(row.state)) throw new Problem(messagingProblems.BROADCAST_STATE, { meta: { state: row.state } })
        await db.update(BroadcastEntity, { enterpriseId, id }, { state: to })
        await more(db)
        await this.progress.now(enterpriseId, id)
      }
      const after = await db.findOneByOrFail(BroadcastEntity, { enterpriseId, id })
      const [view] = await this.views.of(db, enterpriseId, [after])
      return view!
    })
  }
}
