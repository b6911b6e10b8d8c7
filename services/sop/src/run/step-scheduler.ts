import type { Content } from '@miaohui/contracts/messaging/content'
import { groupBy } from '@miaohui/platform/group-by'
import { LOGGER } from '@miaohui/platform/logging'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from 'pino'
import { StepAlarm } from './step-alarm'
import { StepRunner, type DueStep } from './step-runner'

const LOOK_AHEAD_SECONDS = 3
const POLL_MS = 500
const MAX_CLAIM = 1000

type Claimed = { enterprise_id: string; run_id: string; step_no: number; due_at: Date }

/**
 * Finds steps a little before they are due, keeps them in memory and hands them over to the millisecond. A claim is a lease: steps of a
 * process that dies come back after ten seconds. A full claim is followed by the next at once, so a backlog drains without waiting.
 */
@Injectable()
export class StepScheduler implements OnApplicationBootstrap, OnApplicationShutdown {
  private poll?: NodeJS.Timeout
  private readonly timers = new Set<NodeJS.Timeout>()
  private stopped = false
  private looking = false
  private again = false

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runner: StepRunner,
    private readonly alarm: StepAlarm,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.alarm.listen(() => this.lookNow())
    this.next(0)
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true
    clearTimeout(this.poll)
    for (const timer of this.timers) clearTimeout(timer)
    await this.runner.idle()
  }

  /** One look at a time; an alarm that rings during a look is followed by another. */
  private lookNow(): void {
    if (this.looking) this.again = true
    else this.next(0)
  }

  private next(delayMs: number): void {
    clearTimeout(this.poll)
    if (this.stopped) return
    this.poll = setTimeout(() => {
      this.looking = true
      this.tick()
        .then(
          (claimed) => (claimed === MAX_CLAIM || this.again ? 0 : POLL_MS),
          (error: unknown) => {
            this.log.error({ err: error }, 'due steps could not be claimed')
            return POLL_MS * 4
          },
        )
        .then((wait) => {
          this.looking = false
          this.again = false
          this.next(wait)
        })
    }, delayMs)
  }

  private async tick(): Promise<number> {
    const claimed: Claimed[] = await this.unitOfWork.runGlobal((db) =>
      db.query(`select * from claim_due_steps(make_interval(secs => $1), $2)`, [LOOK_AHEAD_SECONDS, MAX_CLAIM]),
    )
    for (const [enterpriseId, keys] of groupBy(claimed, (c) => c.enterprise_id)) this.arm(await this.load(enterpriseId, keys))
    return claimed.length
  }

  private async load(enterpriseId: string, keys: readonly Claimed[]): Promise<DueStep[]> {
    const rows: { run_id: string; step_no: number; customer_id: string; content: Content; due_at: Date }[] =
      await this.unitOfWork.run(enterpriseId, (db) =>
        db.query(
          `select s.run_id, s.step_no, r.customer_id, s.content, s.due_at
         from run_step s join run r on r.id = s.run_id
         join unnest($2::uuid[], $3::int[]) as k (run_id, step_no) on k.run_id = s.run_id and k.step_no = s.step_no
         where s.enterprise_id = $1 and s.state = 'waiting' and r.state = 'running'`,
          [enterpriseId, keys.map((k) => k.run_id), keys.map((k) => k.step_no)],
        ),
      )
    return rows.map((r) => ({
      enterpriseId,
      runId: r.run_id,
      stepNo: r.step_no,
      customerId: r.customer_id,
      content: r.content,
      dueAt: r.due_at,
    }))
  }

  private arm(steps: readonly DueStep[]): void {
    const byInstant = groupBy(steps, (s) => Math.max(0, s.dueAt.getTime() - Date.now()))
    for (const [delayMs, batch] of byInstant) {
      if (delayMs === 0) {
        this.runner.run(batch)
        continue
      }
      const timer = setTimeout(() => {
        this.timers.delete(timer)
        this.runner.run(batch)
      }, delayMs)
      this.timers.add(timer)
    }
  }
}
