import type { LiveNotice } from './live-frames'

const REMEMBERED = 5_000

/** Drops a notice that is not newer than what this browser has seen of the same record (a replay, or two roads to the same change). */
export class RevisionFilter {
  private readonly seen = new Map<string, number>()

  isNews(notice: Pick<LiveNotice, 'entity' | 'rev'>): boolean {
    const known = this.seen.get(notice.entity)
    if (known !== undefined && notice.rev <= known) return false
    this.seen.delete(notice.entity)
    this.seen.set(notice.entity, notice.rev)
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.keys().next().value as string)
    return true
  }
}
