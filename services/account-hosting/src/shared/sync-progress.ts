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

/** Share of the records read; 99 at most until the run is finished, 0 while no total is known. */
export function percentOf(parts: readonly SyncPart[]): number {
  const known = parts.filter((part) => part.total !== null)
  const total = known.reduce((sum, part) => sum + (part.total ?? 0), 0)
  const done = known.reduce((sum, part) => sum + Math.min(part.done, part.total ?? 0), 0)
  return total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100))
}
