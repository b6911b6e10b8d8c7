import type { Envelope } from '@miaohui/contracts/kernel/event'
import type { InvitationRevoked } from '@miaohui/contracts/org/events'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import { ANNOUNCED, DeliveryAnnouncer, type AnnouncedRow } from './delivery-announcer'

/** Makes revoked invitations worthless; what was accepted before stays accepted. */
@Injectable()
export class RevokeInvitations {
  constructor(private readonly announcer: DeliveryAnnouncer) {}

  /** @throws Error for an invitation that has not arrived yet: the event comes back after it. */
  async execute(db: EntityManager, enterpriseId: string, batch: readonly Envelope<InvitationRevoked>[]): Promise<void> {
    const ids = [...new Set(batch.map(({ data }) => data.invitationId))]
    const known = await db.query<unknown[]>('select 1 from invitation where enterprise_id = $1 and id = any($2::uuid[])', [
      enterpriseId,
      ids,
    ])
    if (known.length < ids.length) throw new Error('an invitation is revoked before it arrived')
    const revoked = await changedRows<AnnouncedRow>(
      db,
      `update invitation set state = 'revoked', next_attempt_at = null
       where enterprise_id = $1 and id = any($2::uuid[]) and state not in ('accepted', 'revoked') returning ${ANNOUNCED}`,
      [enterpriseId, ids],
    )
    await this.announcer.changed(revoked)
  }
}
