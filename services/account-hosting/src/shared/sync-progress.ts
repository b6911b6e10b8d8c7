import type { SyncPart, SyncProgress } from '@miaohui/contracts/account-hosting/account'

export type SyncColumns = {
  sync_state: SyncProgress['state'] | null
  sync_started_at: Date | null
  sync_finished_at: Date | null
  sync_problem: string | null
  sync_parts: SyncPart[] | null
}

export function progressView(row: SyncColumns): SyncProgress | undefined {
  if (!row.sync_state || !row.sync_started_at) return undefined
  const parts = row.sync_parts ?? []
  return {
    state: row.sync_state,
    percent: row.sync_state === 'finished' ? 100 : percentOf(parts),
    parts,
    startedAt: row.sync_started_at.toISOString(),
    finishedAt: row.sync_finished_at?.toISOString(),
    problem: row.sync_problem ?? undefined,
  }
}

/** How much of the work each part is, as a rule; a share that does not depend on totals keeps the bar from jumping when one becomes known. */
const SHARE: Record<SyncPart['part'], number> = { contacts: 70, rooms: 25, tags: 5 }

/** 99 at most until the run is finished; a part whose total is not known yet has not begun. */
export function percentOf(parts: readonly SyncPart[]): number {
  const percent = parts.reduce((sum, { part, done, total }) => {
    if (total === null) return sum
    return sum + SHARE[part] * (total === 0 ? 1 : Math.min(1, done / total))
  }, 0)
  return Math.min(99, Math.floor(percent))
}
