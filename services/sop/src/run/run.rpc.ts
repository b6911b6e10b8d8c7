import type { Page } from '@miaohui/contracts/kernel/page'
import { listRuns, type ListRuns, type Run, type RunState, type RunStep } from '@miaohui/contracts/sop/answer-sop'
import { requirePermission, requireTeam } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { loadAnswerSop } from '../answer-sop/answer-sop.store'

type Row = {
  id: string
  customer_id: string
  customer_name: string
  account_id: string
  state: RunState
  started_at: Date
  ended_at: Date | null
  steps: RunStep[]
}

@Injectable()
export class RunRpc {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Who went through the SOP, newest first. */
  @HandleRpc(listRuns)
  async list(input: ListRuns, { actor }: RpcContext): Promise<Page<Run>> {
    requireTeam(actor, input.teamId)
    const { enterpriseId } = requirePermission(actor, 'sop.view')
    const page = await this.unitOfWork.run(enterpriseId, async (db) => {
      await loadAnswerSop(db, enterpriseId, input.teamId, input.id)
      return keysetPage<Row>(input, {
        parts: 2,
        key: (row) => [row.started_at.toISOString(), row.id],
        fetch: (after, limit) =>
          db.query(
            `select r.id, r.customer_id, r.customer_name, r.account_id, r.state, r.started_at, r.ended_at,
               (select json_agg(json_build_object('stepNo', s.step_no, 'kind', s.content ->> 'kind', 'state', s.state, 'dueAt', s.due_at,
                  'settledAt', s.settled_at, 'outcome', s.outcome) order by s.step_no) from run_step s where s.run_id = r.id) as steps
             from run r
             where r.enterprise_id = $1 and r.answer_sop_id = $2 and ($3::text is null or r.state = $3)
               and ($4::timestamptz is null or (r.started_at, r.id) < ($4, $5::uuid))
             order by r.started_at desc, r.id desc limit $6`,
            [enterpriseId, input.id, input.state ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
          ),
      })
    })
    return { ...page, items: page.items.map(view) }
  }
}

function view(row: Row): Run {
  return {
    id: row.id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    accountId: row.account_id,
    state: row.state,
    steps: row.steps,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
