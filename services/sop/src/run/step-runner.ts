import type { Content } from '@miaohui/contracts/messaging/content'
import { planSends, type PlannedSendState } from '@miaohui/contracts/messaging/send'
import { groupBy } from '@miaohui/platform/group-by'
import { LOGGER } from '@miaohui/platform/logging'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Inject, Injectable } from '@nestjs/common'
import type { Logger } from 'pino'
import { CATCH_UP_MS } from './domain/run-rules'
import { SettleSteps } from './settle-steps'

export type DueStep = { enterpriseId: string; runId: string; stepNo: number; customerId: string; content: Content; dueAt: Date }

const MAX_BATCH = 200

/**
 * Asks messaging to send steps that are due. Messaging plans each (run, step, customer) at most once, so a step may be asked for again
 * after a crash or a time-out: whatever is not confirmed stays `waiting` and the scheduler brings it back when its lease ends.
 */
@Injectable()
export class StepRunner {
  private readonly inFlight = new Set<Promise<void>>()

  constructor(
    private readonly rpc: RpcClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly settle: SettleSteps,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  run(steps: readonly DueStep[]): void {
    const byEnterprise = groupBy(steps, (s) => s.enterpriseId)
    for (const [enterpriseId, own] of byEnterprise) {
      for (let i = 0; i < own.length; i += MAX_BATCH) {
        const work = this.hand(enterpriseId, own.slice(i, i + MAX_BATCH))
          .catch((error: unknown) =>
            this.log.warn({ err: error, steps: own.length }, 'steps could not be handed to messaging; they come back'),
          )
          .finally(() => this.inFlight.delete(work))
        this.inFlight.add(work)
      }
    }
  }

  /** Resolves when nothing is on its way to messaging any more. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight)
  }

  private async hand(enterpriseId: string, steps: readonly DueStep[]): Promise<void> {
    const { items } = await this.rpc.call(
      planSends,
      {
        items: steps.map((s) => ({
          source: 'answer-sop' as const,
          sourceId: s.runId,
          stepNo: s.stepNo,
          customerId: s.customerId,
          content: s.content,
          expiresAt: new Date(s.dueAt.getTime() + CATCH_UP_MS).toISOString(),
        })),
      },
      { actor: { kind: 'service', service: 'sop', enterpriseId } },
    )
    await this.unitOfWork.run(enterpriseId, async (db) => {
      await db.query(
        `update run_step set state = 'planned', send_id = p.send_id, lease_until = null
         from jsonb_to_recordset($2::jsonb) as p (source_id uuid, step_no int, send_id uuid)
         where run_step.enterprise_id = $1 and run_step.run_id = p.source_id and run_step.step_no = p.step_no and run_step.state = 'waiting'`,
        [enterpriseId, JSON.stringify(items.map((i) => ({ source_id: i.sourceId, step_no: i.stepNo, send_id: i.sendId })))],
      )
      await this.settle.execute(
        enterpriseId,
        db,
        items.filter(isSettledAtOnce).map((i) => ({ ...i, at: new Date() })),
      )
    })
  }
}

/** Customers who left before the step was due are planned as `skipped`: there is no later news about them. */
function isSettledAtOnce(item: PlannedSendState): boolean {
  return item.state === 'skipped'
}
