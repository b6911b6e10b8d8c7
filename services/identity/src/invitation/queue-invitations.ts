import type { Envelope } from '@miaohui/contracts/kernel/event'
import type { MemberInvited } from '@miaohui/contracts/org/events'
import { JobQueue } from '@miaohui/platform/jobs/job-queue'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import { ANNOUNCED, DeliveryAnnouncer, type AnnouncedRow } from './delivery-announcer'
import { sendInvitations } from './invitation-job'

const QUEUE = `
  insert into invitation (id, enterprise_id, member_id, email, name, enterprise_name, team_name, permission_group_name, inviter_name, seq, state, next_attempt_at)
  select d."invitationId", $1::uuid, d."memberId", d.email, d.name, d."enterpriseName", d."teamName", d."permissionGroupName", d."inviterName", d.seq, 'queued', now()
  from jsonb_to_recordset($2) as d("invitationId" uuid, "memberId" uuid, email text, name text, "enterpriseName" text, "teamName" text,
    "permissionGroupName" text, "inviterName" text, seq bigint)
  on conflict (id) do nothing`

/** An invitation that a newer one of the same member replaces, also when they arrive in the wrong order. */
const VOID_REPLACED = `
  update invitation old set state = 'revoked', next_attempt_at = null
  where old.enterprise_id = $1 and old.member_id = any($2::uuid[]) and old.state not in ('accepted', 'revoked')
    and exists (select 1 from invitation newer where newer.enterprise_id = $1 and newer.member_id = old.member_id and newer.seq > old.seq)
  returning ${ANNOUNCED}`

/** Queues the mails of new invitations. What is queued is sent even when neither Redis nor the mail server is there now. */
@Injectable()
export class QueueInvitations {
  constructor(
    private readonly announcer: DeliveryAnnouncer,
    private readonly jobs: JobQueue,
  ) {}

  async execute(db: EntityManager, enterpriseId: string, batch: readonly Envelope<MemberInvited>[]): Promise<void> {
    await db.query(QUEUE, [enterpriseId, JSON.stringify(batch.map(({ data, seq }) => ({ ...data, seq })))])
    const replaced = await changedRows<AnnouncedRow>(db, VOID_REPLACED, [enterpriseId, batch.map(({ data }) => data.memberId)])
    await this.announcer.changed(replaced)
    await this.jobs.add(sendInvitations, {})
  }
}
