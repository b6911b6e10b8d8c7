import type { SendState } from '@miaohui/contracts/messaging/send'
import { groupBy } from '@miaohui/platform/group-by'
import { clockRev, LivePublisher } from '@miaohui/platform/live'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { StepAlarm } from './step-alarm'
import { advance, mayReplace, type StepState } from './domain/run-rules'

export type StepNews = { sourceId: string; stepNo: number; sendId: string; state: SendState; outcome?: string; at: Date }

type OpenStep = {
  run_id: string
  step_no: number
  state: StepState
  delay_ms: string
  run_state: string
  team_id: string
  answer_sop_id: string | null
}

/** Takes what became of sends, moves the next step of each run into its place in time, and ends runs that are over. */
@Injectable()
export class SettleSteps {
  constructor(
    private readonly live: LivePublisher,
    private readonly unitOfWork: UnitOfWork,
    private readonly alarm: StepAlarm,
  ) {}

  async execute(enterpriseId: string, db: EntityManager, news: readonly StepNews[]): Promise<void> {
    if (news.length === 0) return
    const steps = await this.lockSteps(db, enterpriseId, [...new Set(news.map((n) => n.sourceId))])
    const settled: object[] = []
    const next: object[] = []
    const ended: object[] = []
    for (const item of news) {
      const run = steps.get(item.sourceId)
      const current = run?.[item.stepNo]
      if (!run || !current || !mayReplace(current.state, item.state)) continue
      const first = current.state === 'waiting' || !isSettled(current.state)
      current.state = item.state
      settled.push({
        run_id: item.sourceId,
        step_no: item.stepNo,
        state: item.state,
        outcome: item.outcome ?? null,
        send_id: item.sendId,
        at: item.at,
      })
      if (!first || current.run_state !== 'running') continue
      const step = advance(
        item.stepNo,
        run.map((s) => ({ delayMs: Number(s.delay_ms) })),
        item,
      )
      if (step.kind === 'next') next.push({ run_id: item.sourceId, step_no: step.stepNo, due_at: step.dueAt })
      if (step.kind === 'finish' || step.kind === 'stop') {
        const state = step.kind === 'finish' ? 'finished' : 'stopped'
        for (const s of run) s.run_state = state
        ended.push({ run_id: item.sourceId, state, reason: step.kind === 'stop' ? step.reason : null, at: item.at })
        this.announce(enterpriseId, item.sourceId, current, state)
      }
    }
    await this.write(db, enterpriseId, settled, next, ended)
  }

  private async lockSteps(db: EntityManager, enterpriseId: string, runIds: string[]): Promise<Map<string, OpenStep[]>> {
    await db.query(`select 1 from run where enterprise_id = $1 and id = any($2) order by id for update`, [enterpriseId, runIds])
    const rows: OpenStep[] = await db.query(
      `select s.run_id, s.step_no, s.state, s.delay_ms, r.state as run_state, r.team_id, r.answer_sop_id
       from run_step s join run r on r.id = s.run_id
       where s.enterprise_id = $1 and s.run_id = any($2) order by s.run_id, s.step_no`,
      [enterpriseId, runIds],
    )
    return groupBy(rows, (row) => row.run_id)
  }

  private async write(
    db: EntityManager,
    enterpriseId: string,
    settled: object[],
    next: object[],
    ended: object[],
  ): Promise<void> {
    if (settled.length === 0) return
    await db.query(
      `update run_step set state = n.state, outcome = n.outcome, send_id = coalesce(run_step.send_id, n.send_id), settled_at = n.at, lease_until = null
       from jsonb_to_recordset($2::jsonb) as n (run_id uuid, step_no int, state text, outcome text, send_id uuid, at timestamptz)
       where run_step.enterprise_id = $1 and run_step.run_id = n.run_id and run_step.step_no = n.step_no`,
      [enterpriseId, JSON.stringify(settled)],
    )
    if (next.length > 0) {
      await db.query(
        `update run_step set due_at = n.due_at from jsonb_to_recordset($2::jsonb) as n (run_id uuid, step_no int, due_at timestamptz)
         where run_step.enterprise_id = $1 and run_step.run_id = n.run_id and run_step.step_no = n.step_no and run_step.state = 'waiting'`,
        [enterpriseId, JSON.stringify(next)],
      )
      this.unitOfWork.afterCommit(() => this.alarm.ring())
    }
    if (ended.length > 0) {
      await db.query(
        `with e as (select * from jsonb_to_recordset($2::jsonb) as e (run_id uuid, state text, reason text, at timestamptz)),
         closed as (update run_step set state = 'cancelled', settled_at = e.at from e
           where run_step.enterprise_id = $1 and run_step.run_id = e.run_id and run_step.state = 'waiting')
         update run set state = e.state, stop_reason = e.reason, ended_at = e.at from e
         where run.enterprise_id = $1 and run.id = e.run_id and run.state = 'running'`,
        [enterpriseId, JSON.stringify(ended)],
      )
    }
  }

  private announce(enterpriseId: string, runId: string, { team_id, answer_sop_id }: OpenStep, state: string): void {
    this.live.publish(enterpriseId, {
      topic: `team:${team_id}:sop`,
      type: 'run.changed',
      entity: runId,
      rev: clockRev(),
      patch: { state, answerSopId: answer_sop_id },
    })
  }
}

function isSettled(state: StepState): boolean {
  return state !== 'waiting' && !['planned', 'claimed', 'handed', 'acked'].includes(state)
}
