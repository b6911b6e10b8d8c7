import type { Broadcast, SendCounts } from '@miaohui/contracts/messaging/broadcast'
import { SEND_STATES, type SendState } from '@miaohui/contracts/messaging/send'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { BroadcastEntity } from './broadcast.entity'

/** Counting a large broadcast costs; many people look at the same one. */
const COUNTS_LIVE_MS = 500
const MAX_CACHED = 500

type Cached = { counts: SendCounts; at: number }

export const noCounts = (): SendCounts => Object.fromEntries(SEND_STATES.map((state) => [state, 0])) as unknown as SendCounts
export const totalOf = (counts: SendCounts): number => Object.values(counts).reduce((sum: number, n: number) => sum + n, 0)
/** Sends that may still change by themselves. */
export const openOf = (counts: SendCounts): number => counts.planned + counts.claimed + counts.handed + counts.acked

@Injectable()
export class BroadcastViews {
  private readonly cache = new Map<string, Cached>()

  constructor(private readonly live: LivePublisher) {}

  /** Counts come from one statement and are only shown when they add up to the sends that were frozen. */
  async of(db: EntityManager, enterpriseId: string, rows: readonly BroadcastEntity[]): Promise<Broadcast[]> {
    const stale = rows.filter((r) => r.frozenAt !== null && r.finalCounts === null && !this.cached(r))
    if (stale.length > 0) {
      const ids = stale.map((r) => r.id)
      for (const [id, counts] of await this.count(db, enterpriseId, ids)) this.remember(id, { counts, at: Date.now() })
    }
    return rows.map((row) =>
      view(row, row.finalCounts ?? (row.frozenAt ? this.cache.get(row.id)?.counts : undefined) ?? noCounts()),
    )
  }

  async count(db: EntityManager, enterpriseId: string, ids: readonly string[]): Promise<Map<string, SendCounts>> {
    const rows = await db.query<{ id: string; state: SendState; n: number }[]>(
      `select source_id as id, state, count(*)::int as n from send
       where enterprise_id = $1 and source = 'broadcast' and source_id = any($2::uuid[]) group by 1, 2`,
      [enterpriseId, ids],
    )
    const counts = new Map(ids.map((id) => [id, noCounts()]))
    for (const { id, state, n } of rows) counts.get(id)![state] = n
    return counts
  }

  /** Tells the team, with counts that are known already or counted now. */
  announce(enterpriseId: string, row: BroadcastEntity, counts: SendCounts): Broadcast {
    this.remember(row.id, { counts, at: Date.now() })
    const patch = view(row, counts)
    this.live.publish(enterpriseId, {
      topic: `team:${row.teamId}:broadcast`,
      type: 'broadcast.changed',
      entity: row.id,
      rev: row.rev,
      patch: { ...patch },
    })
    return patch
  }

  private cached(row: BroadcastEntity): boolean {
    const known = this.cache.get(row.id)
    return known !== undefined && known.at + COUNTS_LIVE_MS >= Date.now() && totalOf(known.counts) === row.sends
  }

  private remember(id: string, cached: Cached): void {
    this.cache.delete(id)
    this.cache.set(id, cached)
    if (this.cache.size > MAX_CACHED) this.cache.delete(this.cache.keys().next().value!)
  }
}

function view(row: BroadcastEntity, counts: SendCounts): Broadcast {
  return {
    id: row.id,
    name: row.name,
    mode: row.mode,
    state: row.state,
    messages: row.messages,
    audience: row.audience,
    sends: totalOf(counts),
    counts,
    startAt: row.startAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString(),
    createdByName: row.createdByName,
    rev: row.rev,
    createdAt: row.createdAt.toISOString(),
  }
}
