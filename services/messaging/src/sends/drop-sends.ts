import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import type { ChangedRelation } from '../customers/change-relations'
import { codeOfRelation } from '../customers/domain/friendship'
import { FROM } from './domain/send-machine'
import { CHANGED_COLUMNS, type ChangedSend } from './send-writer'

// The two halves of one rule of the machine: what may have taken effect is not called dropped.
const DROPPED = (state: string) => `case when s.in_doubt then 'unknown' else '${state}' end`

/** Sends that nobody wants any more: transition S13 for many rows at once. */
@Injectable()
export class DropSends {
  /** A customer who deleted or blocked the account gets nothing more, except what a person writes by hand. */
  async ofLostCustomers(db: EntityManager, enterpriseId: string, changed: readonly ChangedRelation[]): Promise<ChangedSend[]> {
    const lost = changed.flatMap((c) =>
      c.relation === 'friend' ? [] : [{ id: c.customerId, account: c.accountId, code: codeOfRelation(c.relation) }],
    )
    if (lost.length === 0) return []
    return db.query<ChangedSend[]>(
      `with lost as materialized (select * from json_to_recordset($2::json) as l (id uuid, account uuid, code text)),
       planned as materialized (
         select s.id, l.code from send s join lost l on s.account_id = l.account and s.customer_id = l.id
         where s.enterprise_id = $1 and s.state = 'planned' and s.source not in ('broadcast', 'inbox')
         union all
         select s.id, l.code from lost l join broadcast b on b.enterprise_id = $1 and b.state in ('scheduled', 'running', 'paused')
         join send s on s.enterprise_id = $1 and s.source = 'broadcast' and s.source_id = b.id and s.customer_id = l.id
         where s.state = 'planned'
       ), locked as materialized (
         select s.id from send s join planned p on p.id = s.id where s.state = 'planned' order by s.id for update of s
       ), dropped as (
         update send s set state = ${DROPPED('skipped')}, outcome_code = p.code, lease_until = null, updated_at = now()
         from planned p join locked k on k.id = p.id where s.id = p.id returning ${CHANGED_COLUMNS}
       ) select * from dropped`,
      [enterpriseId, JSON.stringify(lost)],
    )
  }

  /** Everything of a broadcast that was not handed over. @returns how many. */
  async ofBroadcast(db: EntityManager, enterpriseId: string, broadcastId: string): Promise<number> {
    const [row] = await db.query<{ n: number }[]>(
      `with dropped as (
         update send s set state = ${DROPPED('cancelled')}, outcome_code = case when s.in_doubt then 'CANCELLED' end, lease_until = null, updated_at = now()
         where s.enterprise_id = $1 and s.source = 'broadcast' and s.source_id = $2 and s.state = any($3) returning 1
       ) select count(*)::int as n from dropped`,
      [enterpriseId, broadcastId, FROM.cancel],
    )
    return row?.n ?? 0
  }

  /** Nothing can go through an account that was removed. */
  ofRemovedAccounts(db: EntityManager, enterpriseId: string, accountIds: readonly string[]): Promise<ChangedSend[]> {
    return db.query<ChangedSend[]>(
      `with locked as materialized (
         select s.id from send s where s.enterprise_id = $1 and s.account_id = any($2::uuid[]) and s.state = 'planned' order by s.id for update of s
       ), dropped as (
         update send s set state = ${DROPPED('missed')}, outcome_code = 'ACCOUNT_REMOVED', updated_at = now()
         from locked where s.id = locked.id returning ${CHANGED_COLUMNS}
       ) select * from dropped`,
      [enterpriseId, accountIds],
    )
  }

  /** Sends that were not claimed before they expired. */
  missed(db: EntityManager, enterpriseId: string, limit: number): Promise<ChangedSend[]> {
    return db.query<ChangedSend[]>(
      `with due as materialized (
         select s.id from send s where s.enterprise_id = $1 and s.state = 'planned' and s.expires_at < now()
         order by s.id limit $2 for update of s skip locked
       ), dropped as (
         update send s set state = ${DROPPED('missed')}, outcome_code = 'EXPIRED', updated_at = now() from due where s.id = due.id
         returning ${CHANGED_COLUMNS}
       ) select * from dropped`,
      [enterpriseId, limit],
    )
  }
}
