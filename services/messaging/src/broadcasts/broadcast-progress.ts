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
/** Large broadcasts take long to count: they rest four times as long as that took, within a bound, because the end is seen here too. */
const REST = { times: 4, mostMs: 5000 }

type Beat = { timer: NodeJS.Timeout | undefined; dirty: boolean }

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

  /** Shows it now, or when a second has passed since the last time. */
  beat(enterpriseId: string, id: string): void {
    if (this.stopped) return
    const beat = this.beats.get(id)
    if (beat) beat.dirty = true
    else this.show(id, enterpriseId)
  }

  private show(id: string, enterpriseId: string): void {
    const beat: Beat = { dirty: false, timer: undefined }
    this.beats.set(id, beat)
    const from = Date.now()
    const run = this.now(enterpriseId, id)
      .catch((error: unknown) => this.log.warn({ err: error, broadcastId: id }, 'progress could not be counted'))
      .finally(() => {
        this.running.delete(run)
        if (this.stopped) return
        const rest = Math.max(EVERY_MS, Math.min((Date.now() - from) * REST.times, REST.mostMs))
        beat.timer = setTimeout(() => {
          this.beats.delete(id)
          if (beat.dirty) this.show(id, enterpriseId)
        }, rest)
      })
    this.running.add(run)
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
