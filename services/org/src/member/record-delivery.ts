import type { InvitationDeliveryChanged } from '@miaohui/contracts/identity/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import { MemberAnnouncer } from './member-announcer'

// A report that comes late never overrules a newer one, nor what org itself knows better: accepted and revoked are final.
const RECORD = `
  update invitation i set state = d.state, attempts = d.attempts, reason = d.reason,
    sent_at = case when d.state = 'sent' then d.at else i.sent_at end,
    expires_at = coalesce(d."expiresAt", i.expires_at), delivery_seq = d.seq
  from jsonb_to_recordset($2) as d(id uuid, seq bigint, at timestamptz, state text, attempts int, reason text, "expiresAt" timestamptz)
  where i.enterprise_id = $1 and i.id = d.id and d.seq > i.delivery_seq and (i.state not in ('accepted', 'revoked') or i.state = d.state)
  returning i.member_id`

/** Takes over how invitation mails fare and shows it to the consoles. */
@Injectable()
export class RecordDelivery {
  constructor(private readonly announcer: MemberAnnouncer) {}

  async execute(db: EntityManager, enterpriseId: string, batch: readonly Envelope<InvitationDeliveryChanged>[]): Promise<void> {
    const newest = new Map<string, { seq: number }>()
    for (const { data, seq, at } of batch) {
      const known = newest.get(data.invitationId)
      if (!known || known.seq < seq) newest.set(data.invitationId, { ...data, id: data.invitationId, seq, at } as { seq: number })
    }
    const changed = await changedRows<{ member_id: string }>(db, RECORD, [enterpriseId, JSON.stringify([...newest.values()])])
    await this.announcer.changedAll(db, enterpriseId, [...new Set(changed.map((row) => row.member_id))])
  }
}
