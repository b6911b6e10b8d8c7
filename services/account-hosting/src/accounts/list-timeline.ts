import type { ListTimeline as ListTimelineInput, TimelineEntry } from '@miaohui/contracts/account-hosting/account'
import type { Page } from '@miaohui/contracts/kernel/page'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { rows } from '../shared/statement'
import { AccountStore } from './account-store'

type EntryRow = Pick<TimelineEntry, 'id' | 'state' | 'reason'> & { at: Date }

/** What happened to an account, newest first. */
@Injectable()
export class ListTimeline {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(enterpriseId: string, { id, teamId, ...request }: ListTimelineInput): Promise<Page<TimelineEntry>> {
    const page = await this.unitOfWork.run(enterpriseId, async (db) => {
      await this.store.get(db, id, teamId)
      return keysetPage<EntryRow>(request, {
        parts: 1,
        key: (row) => [row.id],
        fetch: (after, limit) =>
          rows<EntryRow>(
            db,
            `select id, state, reason, at from account_timeline
              where account_id = $1 and ($2::text is null or id::text < $2) order by id::text desc limit $3`,
            [id, after?.[0] ?? null, limit],
          ),
      })
    })
    return { ...page, items: page.items.map((entry) => ({ ...entry, at: entry.at.toISOString() })) }
  }
}
