import type { Relation } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { SEND_PRIORITY, type PlannedSend, type PlannedSends, type SendState } from '@miaohui/contracts/messaging/send'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { whenCommitted } from '@miaohui/platform/ambient'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { missingParts } from './domain/content'
import { SendWaker } from './send-waker'

type Row = {
  position: number
  send_id: string | null
  account_id: string | null
  state: SendState | null
  outcome: string | null
  relation: Relation | null
}

/**
 * Transition S1: takes sends over for good. What names a send is (source, source id, customer, step), so asking twice plans once and
 * answers with what became of the first. Customers who left are planned as skipped.
 */
@Injectable()
export class PlanSendsCommand {
  constructor(
    private readonly units: UnitOfWork,
    private readonly waker: SendWaker,
  ) {}

  /** @throws Problem CONTENT_EMPTY, NOT_FOUND (a customer that is not this enterprise's); then nothing was planned. */
  async execute(enterpriseId: string, items: readonly PlannedSend[]): Promise<PlannedSends> {
    const errors = items.flatMap((item, i) => missingParts(item.content, `items.${i}.content`))
    if (errors.length > 0) throw new Problem(messagingProblems.CONTENT_EMPTY, { errors })
    const rows = await this.units.run(enterpriseId, async (db) => {
      const planned = await this.insert(db, enterpriseId, items)
      if (planned.some((row) => row.relation === null)) throw new Problem(commonProblems.NOT_FOUND)
      const accounts = new Set(planned.flatMap((row) => (row.state === 'planned' && row.account_id ? [row.account_id] : [])))
      whenCommitted(() => this.waker.wake(enterpriseId, [...accounts]))
      return planned.some((row) => row.send_id === null) ? this.known(db, enterpriseId, items) : planned
    })
    return {
      items: rows.map((row) => {
        const { sourceId, stepNo } = items[row.position - 1]!
        return { sendId: row.send_id!, sourceId, stepNo, state: row.state!, outcome: row.outcome ?? undefined }
      }),
    }
  }

  private insert(db: EntityManager, enterpriseId: string, items: readonly PlannedSend[]): Promise<Row[]> {
    const given = items.map((item, i) => ({
      position: i + 1,
      id: newId(),
      source: item.source,
      sourceId: item.sourceId,
      stepNo: item.stepNo,
      customerId: item.customerId,
      content: item.content,
      priority: SEND_PRIORITY[item.source],
      due: item.dueAt,
      expires: item.expiresAt,
    }))
    return db.query<Row[]>(
      `with given as materialized (
         select * from json_to_recordset($2::json) as g (position int, id uuid, source text, "sourceId" uuid, "stepNo" int, "customerId" uuid,
           content jsonb, priority smallint, due timestamptz, expires timestamptz)
       ), planned as (
         insert into send (id, enterprise_id, team_id, account_id, customer_id, chat_key, source, source_id, step_no, seq, priority, content,
           state, outcome_code, due_at, expires_at)
         select g.id, $1, c.team_id, c.account_id, c.id, c.provider_id, g.source, g."sourceId", g."stepNo", g."stepNo", g.priority, g.content,
           case c.relation when 'friend' then 'planned' else 'skipped' end,
           case c.relation when 'deleted' then 'NOT_FRIEND' when 'blocked' then 'BLOCKED' end, coalesce(g.due, now()), g.expires
         from given g join customer c on c.enterprise_id = $1 and c.id = g."customerId"
         order by g.source, g."sourceId", g."customerId", g."stepNo"
         on conflict on constraint uq_send_source do nothing
         returning id, account_id, state, outcome_code
       )
       select g.position, p.id as send_id, p.account_id, p.state, p.outcome_code as outcome, c.relation
       from given g left join customer c on c.enterprise_id = $1 and c.id = g."customerId" left join planned p on p.id = g.id order by g.position`,
      [enterpriseId, JSON.stringify(given)],
    )
  }

  private known(db: EntityManager, enterpriseId: string, items: readonly PlannedSend[]): Promise<Row[]> {
    return db.query<Row[]>(
      `select g.position::int, s.id as send_id, s.account_id, s.state, s.outcome_code as outcome, 'friend' as relation
       from unnest($2::text[], $3::uuid[], $4::int[], $5::uuid[]) with ordinality as g (source, source_id, step_no, customer_id, position)
       join send s on s.enterprise_id = $1 and s.source = g.source and s.source_id = g.source_id and s.customer_id = g.customer_id and s.step_no = g.step_no
       order by g.position`,
      [
        enterpriseId,
        items.map((i) => i.source),
        items.map((i) => i.sourceId),
        items.map((i) => i.stepNo),
        items.map((i) => i.customerId),
      ],
    )
  }
}
