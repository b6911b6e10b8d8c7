import type { AudienceEstimate } from '@miaohui/contracts/messaging/audience'
import { SEND_PRIORITY } from '@miaohui/contracts/messaging/send'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { FUNNEL, matchedAudience, REACHED } from '../audiences/domain/audience-sql'
import { Parameters } from '../audiences/domain/customer-filter-sql'
import { BroadcastEntity } from './broadcast.entity'

type Frozen = AudienceEstimate & { sends: number; accountIds: string[] | null }

/**
 * Fixes who gets a broadcast: recipients × messages become sends, in one statement and so from one snapshot: the audience that is
 * kept with the broadcast is exactly the one that was planned. A crash leaves nothing behind, and the sweeper does it again.
 */
@Injectable()
export class FreezeBroadcast {
  constructor(private readonly units: UnitOfWork) {}

  /** @returns the accounts that have something to send; null when it was frozen or cancelled meanwhile. */
  execute(enterpriseId: string, id: string): Promise<string[] | null> {
    return this.units.run(enterpriseId, async (db) => {
      const row = await db.findOne(BroadcastEntity, { where: { enterpriseId, id }, lock: { mode: 'pessimistic_write' } })
      if (!row || row.frozenAt !== null || (row.state !== 'freezing' && row.state !== 'scheduled')) return null
      const parameters = new Parameters(enterpriseId)
      const matched = matchedAudience(row.teamId, row.filter, parameters)
      const $ = (value: unknown) => parameters.add(value)
      const [frozen] = await db.query<Frozen[]>(
        `with ${matched},
         reached as (select m.*, row_number() over (order by m.account_id, m.listed_at desc, m.id) as turn from matched m where ${REACHED}),
         planned as (
           insert into send (id, enterprise_id, team_id, account_id, customer_id, chat_key, source, source_id, step_no, seq, priority, state, due_at)
           select gen_random_uuid(), $1, r.team_id, r.account_id, r.id, r.provider_id, 'broadcast', ${$(id)}::uuid, step,
             r.turn * ${$(row.messages.length)}::int + step, ${$(SEND_PRIORITY.broadcast)}::smallint, 'planned', ${$(row.startAt)}::timestamptz
           from reached r cross join generate_series(0, ${$(row.messages.length - 1)}::int) step
           on conflict on constraint uq_send_source do nothing
           returning account_id
         )
         select f.*, (select count(*)::int from planned) as sends, (select array_agg(distinct account_id) from planned) as "accountIds"
         from (${FUNNEL}) f`,
        parameters.values,
      )
      const { sends, accountIds, ...audience } = frozen!
      const running = row.startAt.getTime() <= Date.now()
      await db.update(BroadcastEntity, { enterpriseId, id }, {
        audience,
        sends,
        frozenAt: new Date(),
        state: running ? 'running' : 'scheduled',
        rev: row.rev + 1,
      } as never)
      return running ? (accountIds ?? []) : []
    })
  }
}
