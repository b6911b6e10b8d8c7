import type { ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import type { SendSource, SendState } from '@miaohui/contracts/messaging/send'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import type { Move } from './domain/send-machine'

/** A transition that the machine allowed for a send as it was read: it takes place only if the row is still like that. */
export type SendChange = {
  id: string
  epoch: number
  from: SendState
  move: Move
  providerMessageId?: string
  providerClass?: ProviderClass
  roomId?: string
}

export type ChangedSend = {
  id: string
  teamId: string
  accountId: string
  customerId: string | null
  chatKey: string
  source: SendSource
  sourceId: string
  stepNo: number
  epoch: number
  state: SendState
  outcome: string | null
  updatedAt: Date
}

/** Columns of `send s` that news about it are made of. */
export const CHANGED_COLUMNS = `s.id, s.team_id as "teamId", s.account_id as "accountId", s.customer_id as "customerId", s.chat_key as "chatKey",
  s.source, s.source_id as "sourceId", s.step_no as "stepNo", s.epoch, s.state, s.outcome_code as outcome, s.updated_at as "updatedAt"`

// Rows are locked in the order of their ids: results and echoes of the same sends arrive at the same moment in different transactions.
const WRITE = `
  with m as materialized (
    select * from json_to_recordset($2::json) as m (id uuid, epoch int, was text, state text, outcome text, "keepOutcome" boolean, due timestamptz,
      attempt int, doubt boolean, message text, class text, room uuid)
  ), locked as materialized (
    select s.id from send s join m on m.id = s.id
    where s.enterprise_id = $1 and s.state = m.was and s.epoch = m.epoch order by s.id for update of s
  ), changed as (
    update send s set state = m.state,
      outcome_code = case when m."keepOutcome" then s.outcome_code else m.outcome end,
      due_at = coalesce(m.due, s.due_at), attempt = coalesce(m.attempt, s.attempt), in_doubt = coalesce(m.doubt, s.in_doubt),
      ever_handed = s.ever_handed or m.state = 'handed',
      handed_at = case when m.state = 'handed' then now() else s.handed_at end,
      lease_until = case when m.state = 'handed' then now() + $3 * interval '1 ms' end,
      provider_message_id = coalesce(m.message, s.provider_message_id), provider_class = coalesce(m.class, s.provider_class),
      room_id = coalesce(m.room, s.room_id), updated_at = now()
    from m join locked on locked.id = m.id where s.id = m.id
    returning ${CHANGED_COLUMNS}
  ) select * from changed`

@Injectable()
export class SendWriter {
  /** Writes transitions in one statement and returns those that took place; the others were overtaken. `leaseMs` counts for hand-overs. */
  async write(db: EntityManager, enterpriseId: string, changes: readonly SendChange[], leaseMs = 0): Promise<ChangedSend[]> {
    if (changes.length === 0) return []
    const rows = changes.map(({ id, epoch, from, move, providerMessageId, providerClass, roomId }) => ({
      id,
      epoch,
      was: from,
      state: move.state,
      outcome: move.outcome ?? null,
      keepOutcome: move.outcome === undefined,
      due: move.dueAt,
      attempt: move.attempt,
      doubt: move.inDoubt,
      message: providerMessageId,
      class: providerClass,
      room: roomId,
    }))
    return db.query<ChangedSend[]>(WRITE, [enterpriseId, JSON.stringify(rows), leaseMs])
  }
}
