import { AsyncResource } from 'node:async_hooks'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from 'pino'
import type { EntityManager } from 'typeorm'
import { BroadcastPulse } from '../sends/broadcast-pulse'
import { BroadcastViews, openOf } from './broadcast-views'
import { BroadcastEntity } from './broadcast.entity'

const EVERY_MS = 1000
/** Counting may not take more than this part of the time: large broadcasts are counted less often. */
const COUNTING_SHARE = 20

type Beat = { enterpriseId: string; timer: NodeJS.Timeout | undefined; dirty: boolean; notBefore: number }

/** Shows how far broadcasts are, at most once a second each, and ends them when nothing is left to send. */
@Injectable()
export class BroadcastProgress implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly beats = new Map<string, Beat>()
  private readonly own = new AsyncResource('MiaohuiProgress')
  private readonly running = new Set<Promise<void>>()
  private stopped = false

  constructor(
    private readonly units: UnitOfWork,
    private readonly views: BroadcastViews,
    private readonly pulse: BroadcastPulse,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.pulse.listen((enterpriseId, id) => this.own.runInAsyncScope(() => this.beat(enterpriseId, id)))
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    for (const beat of this.beats.values()) clearTimeout(beat.timer)
    await Promise.allSettled(this.running)
  }

  /** Counts, ends it if it is over, and tells the team. */
  async now(enterpriseId: string, id: string): Promise<void> {
    await this.units.run(enterpriseId, (db) => this.settle(db, enterpriseId, id))
  }

  private beat(enterpriseId: string, id: string): void {
    if (this.stopped) return
    const beat = this.beats.get(id) ?? { enterpriseId, timer: undefined, dirty: false, notBefore: 0 }
    this.beats.set(id, beat)
    beat.dirty = true
    if (beat.timer === undefined) this.schedule(id, beat)
  }

  private schedule(id: string, beat: Beat): void {
    beat.timer = setTimeout(
      () => {
        const run = this.show(id, beat).finally(() => this.running.delete(run))
        this.running.add(run)
      },
      Math.max(0, beat.notBefore - Date.now()),
    )
  }

  private async show(id: string, beat: Beat): Promise<void> {
    beat.dirty = false
    const from = Date.now()
    try {
      await this.now(beat.enterpriseId, id)
    } catch (error) {
      this.log.warn({ err: error, broadcastId: id }, 'progress could not be counted')
    }
    beat.notBefore = Date.now() + Math.max(EVERY_MS, (Date.now() - from) * COUNTING_SHARE)
    beat.timer = undefined
    if (this.stopped) return
    if (beat.dirty) this.schedule(id, beat)
    else this.beats.delete(id)
  }

  private async settle(db: EntityManager, enterpriseId: string, id: string): Promise<void> {
    const before = await db.findOneBy(BroadcastEntity, { enterpriseId, id })
    if (!before) return
    const counts = (await this.views.count(db, enterpriseId, [id])).get(id)!
    const over = before.frozenAt !== null && openOf(counts) === 0
    // Nothing is added after the freezing, so a broadcast without open sends stays without; late evidence only corrects its counts.
    const [changed] = await db.query<{ state: BroadcastEntity['state']; rev: number; finished_at: Date | null }[]>(
      `with moved as (
         update broadcast set rev = rev + 1,
           state = case when $3 and state = 'running' then 'finished' else state end,
           finished_at = case when $3 and state in ('running', 'cancelled') then coalesce(finished_at, now()) else finished_at end,
           final_counts = case when $3 and state in ('running', 'finished', 'cancelled') then $4::jsonb end
         where enterprise_id = $1 and id = $2 returning state, rev, finished_at
       ) select * from moved`,
      [enterpriseId, id, over, JSON.stringify(counts)],
    )
    if (!changed) return
    this.views.announce(
      enterpriseId,
      { ...before, state: changed.state, rev: changed.rev, finishedAt: changed.finished_at },
      counts,
    )
  }
}
