import type { Envelope } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { CustomerAdded } from '@miaohui/contracts/messaging/events'
import type { SopStep } from '@miaohui/contracts/sop/answer-sop'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { StepRunner, type DueStep } from './step-runner'

type Plan = { account_id: string; answer_sop_id: string | null; version: number | null; steps: SopStep[] }

/**
 * Starts a run for each new customer whose account has a way of answering. A batch costs three statements however many customers are
 * in it; the first steps are handed to the step runner right after commit, so that nothing waits for the scheduler.
 */
@Injectable()
export class EnrolCustomers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runner: StepRunner,
  ) {}

  async execute(enterpriseId: string, db: EntityManager, batch: readonly Envelope<CustomerAdded>[]): Promise<void> {
    const plans = await this.plansFor(db, enterpriseId, [...new Set(batch.map((e) => e.data.accountId))])
    const entries = batch.flatMap((event) => {
      const plan = plans.get(event.data.accountId)
      return plan && plan.steps.length > 0 ? [{ runId: newId(), event, plan }] : []
    })
    if (entries.length === 0) return
    const started: { id: string }[] = await db.query(
      `insert into run (id, enterprise_id, team_id, account_id, customer_id, customer_name, trigger_id, answer_sop_id, version, started_at)
       select r.id, $1, r.team_id, r.account_id, r.customer_id, r.customer_name, r.trigger_id, r.answer_sop_id, r.version, r.started_at
       from jsonb_to_recordset($2::jsonb) as r (id uuid, team_id uuid, account_id uuid, customer_id uuid, customer_name text,
         trigger_id uuid, answer_sop_id uuid, version int, started_at timestamptz)
       on conflict do nothing
       returning id`,
      [
        enterpriseId,
        JSON.stringify(
          entries.map(({ runId, event, plan }) => ({
            id: runId,
            team_id: event.data.teamId,
            account_id: event.data.accountId,
            customer_id: event.data.customerId,
            customer_name: event.data.name,
            trigger_id: event.id,
            answer_sop_id: plan.answer_sop_id,
            version: plan.version,
            started_at: event.data.at,
          })),
        ),
      ],
    )
    const fresh = new Set(started.map((row) => row.id))
    await this.insertSteps(
      db,
      enterpriseId,
      entries.filter(({ runId }) => fresh.has(runId)),
    )
  }

  private async plansFor(db: EntityManager, enterpriseId: string, accountIds: string[]): Promise<Map<string, Plan>> {
    const rows: Plan[] = await db.query(
      `select a.account_id, a.answer_sop_id, s.version, coalesce(v.steps, a.welcome -> 'steps') as steps
       from answer_setting a
       left join answer_sop s on s.id = a.answer_sop_id and s.enabled
       left join answer_sop_version v on v.answer_sop_id = s.id and v.version = s.version
       where a.enterprise_id = $1 and a.account_id = any($2) and (v.steps is not null or a.welcome is not null)`,
      [enterpriseId, accountIds],
    )
    return new Map(rows.map((row) => [row.account_id, row]))
  }

  private async insertSteps(
    db: EntityManager,
    enterpriseId: string,
    entries: readonly { runId: string; event: Envelope<CustomerAdded>; plan: Plan }[],
  ): Promise<void> {
    const now = Date.now()
    const immediate: DueStep[] = []
    const rows = entries.flatMap(({ runId, event, plan }) =>
      plan.steps.map((step, stepNo) => {
        const dueAt = stepNo === 0 ? new Date(Date.parse(event.data.at) + step.delayMs) : null
        const isDue = dueAt !== null && dueAt.getTime() <= now
        if (isDue)
          immediate.push({ enterpriseId, runId, stepNo, customerId: event.data.customerId, content: step.content, dueAt })
        return {
          run_id: runId,
          step_no: stepNo,
          delay_ms: step.delayMs,
          content: step.content,
          due_at: dueAt,
          // the runner of this process has it in hand; the scheduler takes over when this process dies
          lease_until: isDue ? new Date(now + 10_000) : null,
        }
      }),
    )
    await db.query(
      `insert into run_step (enterprise_id, run_id, step_no, delay_ms, content, due_at, lease_until)
       select $1, s.run_id, s.step_no, s.delay_ms, s.content, s.due_at, s.lease_until
       from jsonb_to_recordset($2::jsonb) as s (run_id uuid, step_no int, delay_ms bigint, content jsonb, due_at timestamptz, lease_until timestamptz)`,
      [enterpriseId, JSON.stringify(rows)],
    )
    if (immediate.length > 0) this.unitOfWork.afterCommit(() => this.runner.run(immediate))
  }
}
