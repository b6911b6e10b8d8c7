import { invitationDeliveryChanged } from '@miaohui/contracts/identity/events'
import { Outbox } from '@miaohui/persistence/outbox'
import { Injectable } from '@nestjs/common'
import type { InvitationEntity } from './invitation.entity'

/** The columns of `returning` that an announcement needs. */
export const ANNOUNCED = 'id, member_id, state, attempts, reason, expires_at'
export type AnnouncedRow = {
  id: string
  member_id: string
  state: InvitationEntity['state']
  attempts: number
  reason: string | null
  expires_at: Date | null
}

/** Tells org how an invitation fares, in the unit of work that changed it. */
@Injectable()
export class DeliveryAnnouncer {
  constructor(private readonly outbox: Outbox) {}

  async changed(rows: readonly AnnouncedRow[]): Promise<void> {
    await this.outbox.appendAll(
      invitationDeliveryChanged,
      rows.map((row) => ({
        aggregate: `invitation:${row.id}`,
        data: {
          invitationId: row.id,
          memberId: row.member_id,
          state: row.state,
          attempts: row.attempts,
          reason: row.reason?.slice(0, 500) ?? undefined,
          expiresAt: row.expires_at?.toISOString(),
        },
      })),
    )
  }
}
