import type { RoomMembersJoined } from '@miaohui/contracts/account-hosting/events'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { AnnounceSends } from './announce-sends'
import { FROM } from './domain/send-machine'
import { CHANGED_COLUMNS, type ChangedSend } from './send-writer'

/** An own message that came back: it names the send, or at least the message that the send became. */
export type Echo = { accountId: string; chatKey: string; providerMessageId: string; sendId?: string }
/** The customer's side refused the last thing that was sent there. */
export type Refusal = { accountId: string; chatKey: string; code: string; at: Date }

/** How long after a send a refusal in the chat is taken to mean it. */
const REFUSAL_WINDOW = '2 minutes'

/** Transitions S9 and S10: proof from the provider, however late, wins over what was concluded without it. */
@Injectable()
export class SettleByEvidence {
  constructor(private readonly announce: AnnounceSends) {}

  /** @returns the provider message ids that belong to sends of ours, settled now or before. */
  async ofEchoes(db: EntityManager, enterpriseId: string, echoes: readonly Echo[]): Promise<Map<string, string>> {
    if (echoes.length === 0) return new Map()
    const given = JSON.stringify(echoes)
    const matched = await db.query<{ id: string; message: string }[]>(
      `with g as materialized (select * from json_to_recordset($2::json) as g ("accountId" uuid, "providerMessageId" text, "sendId" uuid))
       select s.id, g."providerMessageId" as message from g join send s on s.enterprise_id = $1 and s.id = g."sendId" and s.account_id = g."accountId"
       union all
       select s.id, g."providerMessageId" from g join send s on s.enterprise_id = $1 and s.account_id = g."accountId"
         and s.state = 'acked' and s.provider_message_id = g."providerMessageId"
       where g."sendId" is null`,
      [enterpriseId, given],
    )
    if (matched.length === 0) return new Map()
    const ours = new Map(matched.map((m) => [m.message, m.id]))
    const changed = await db.query<ChangedSend[]>(
      `with m as materialized (select * from unnest($2::uuid[], $3::text[]) as m (id, message)),
       locked as materialized (
         select s.id from send s join m on m.id = s.id
         where s.enterprise_id = $1 and s.state = any($4) and s.ever_handed order by s.id for update of s
       ), changed as (
         update send s set state = 'delivered', outcome_code = null, in_doubt = false, lease_until = null,
           provider_message_id = m.message, updated_at = now()
         from m join locked on locked.id = m.id where s.id = m.id returning ${CHANGED_COLUMNS}
       ) select * from changed`,
      [enterpriseId, [...ours.values()], [...ours.keys()], FROM.evidence],
    )
    await this.announce.execute(db, enterpriseId, changed)
    return ours
  }

  /** Customers in a room into which a send was pulling them. */
  async ofJoins(db: EntityManager, enterpriseId: string, joins: readonly RoomMembersJoined[]): Promise<void> {
    const given = joins.flatMap((j) =>
      j.memberProviderIds.map((chatKey) => ({ account: j.accountId, room: j.roomProviderId, chatKey })),
    )
    if (given.length === 0) return
    const changed = await db.query<ChangedSend[]>(
      `with g as materialized (select * from json_to_recordset($2::json) as g (account uuid, room text, "chatKey" text)),
       locked as materialized (
         select s.id from g join room r on r.enterprise_id = $1 and r.account_id = g.account and r.provider_id = g.room
         join customer c on c.enterprise_id = $1 and c.account_id = g.account and c.provider_id = g."chatKey"
         join send s on s.enterprise_id = $1 and s.account_id = g.account and s.room_id = r.id and s.customer_id = c.id
         where s.in_doubt and s.state = any($3) and s.ever_handed order by s.id for update of s
       ), changed as (
         update send s set state = 'delivered', outcome_code = null, in_doubt = false, lease_until = null, updated_at = now()
         from locked where s.id = locked.id returning ${CHANGED_COLUMNS}
       ) select * from changed`,
      [enterpriseId, JSON.stringify(given), FROM.evidence],
    )
    await this.announce.execute(db, enterpriseId, changed)
  }

  /** WeCom accepts a message to somebody who left and says so in the chat a moment later. */
  async ofRefusals(db: EntityManager, enterpriseId: string, refusals: readonly Refusal[]): Promise<void> {
    if (refusals.length === 0) return
    const changed = await db.query<ChangedSend[]>(
      `with g as materialized (select * from json_to_recordset($2::json) as g ("accountId" uuid, "chatKey" text, code text, at timestamptz)),
       meant as materialized (
         select last.id, g.code from g cross join lateral (
           select either.id from (
             (select s.id, s.handed_at from conversation v join message m on m.conversation_id = v.id and m.send_id is not null
              join send s on s.enterprise_id = $1 and s.id = m.send_id
              where v.enterprise_id = $1 and v.account_id = g."accountId" and v.chat_key = g."chatKey" order by m.at desc limit 1)
             union all
             (select s.id, s.handed_at from send s where s.enterprise_id = $1 and s.state = 'acked'
                and s.account_id = g."accountId" and s.chat_key = g."chatKey" order by s.handed_at desc limit 1)
           ) either where either.handed_at > g.at - interval '${REFUSAL_WINDOW}' order by either.handed_at desc limit 1
         ) last
       ), locked as materialized (
         select s.id from send s join meant on meant.id = s.id where s.state = any($3) order by s.id for update of s
       ), changed as (
         update send s set state = 'failed', outcome_code = meant.code, in_doubt = false, updated_at = now()
         from meant join locked on locked.id = meant.id where s.id = meant.id returning ${CHANGED_COLUMNS}
       ) select * from changed`,
      [enterpriseId, JSON.stringify(refusals), FROM.refuted],
    )
    await this.announce.execute(db, enterpriseId, changed)
  }
}
