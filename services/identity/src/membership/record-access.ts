import type { Envelope } from '@miaohui/contracts/kernel/event'
import type { MemberAccessChanged } from '@miaohui/contracts/org/events'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'

const RECORD = `
  insert into member_access as a (member_id, enterprise_id, user_id, active, seq)
  select distinct on (d."memberId") d."memberId", $1::uuid, d."userId", d.active, d.seq
  from jsonb_to_recordset($2) as d("memberId" uuid, "userId" uuid, active boolean, seq bigint) order by d."memberId", d.seq desc
  on conflict (member_id) do update set user_id = excluded.user_id, active = excluded.active, seq = excluded.seq where a.seq < excluded.seq`

// An operator keeps the sign-in: somebody must be able to get back into the installation.
const END_SESSIONS = `
  update session s set revoked_at = now(), revoke_reason = 'access-lost'
  where s.user_id = any($1::uuid[]) and s.revoked_at is null
    and not exists (select 1 from member_access a where a.user_id = s.user_id and a.active)
    and not exists (select 1 from login_user u where u.id = s.user_id and u.is_operator)`

/** Takes over who may work where, and signs out who was shut out of their last enterprise. */
@Injectable()
export class RecordAccess {
  async execute(db: EntityManager, enterpriseId: string, batch: readonly Envelope<MemberAccessChanged>[]): Promise<void> {
    const known = batch.filter(({ data }) => data.userId !== null).map(({ data, seq }) => ({ ...data, seq }))
    if (known.length === 0) return
    await db.query(RECORD, [enterpriseId, JSON.stringify(known)])
    const shutOut = known.filter((d) => !d.active).map((d) => d.userId)
    if (shutOut.length > 0) await db.query(END_SESSIONS, [shutOut])
  }
}
