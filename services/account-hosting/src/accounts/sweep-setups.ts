import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type pino from 'pino'
import { rows } from '../shared/statement'
import type { AccountRow } from './account.row'
import { UndoSetup } from './undo-setup'

const EVERY_MS = 15_000
/** Longer than any creation may take, so that one at work is left alone. */
const AGE_MS = 60_000

/** Finishes what a crash or an absent neighbour left half done: no seat stays taken for an account that does not exist. */
@Injectable()
export class SweepSetups implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<number> | undefined

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly undo: UndoSetup,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.execute()
        .catch((error: unknown) => {
          this.log.warn({ err: error }, 'unfinished accounts could not be looked at')
          return 0
        })
        .finally(() => (this.running = undefined))
    }, EVERY_MS)
    this.timer.unref()
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer)
    await this.running
  }

  /** @returns how many were finished */
  async execute(ageMs = AGE_MS): Promise<number> {
    const due = await this.unitOfWork.runGlobal((db) =>
      rows<{ account_id: string; enterprise_id: string }>(db, 'select * from unfinished_setups($1)', [ageMs]),
    )
    let finished = 0
    for (const { account_id, enterprise_id } of due) {
      try {
        finished += await this.finish(account_id, enterprise_id)
      } catch (error) {
        this.log.warn({ err: error, accountId: account_id }, 'an unfinished account waits for its neighbours')
      }
    }
    return finished
  }

  private async finish(id: string, enterpriseId: string): Promise<number> {
    const [row] = await this.unitOfWork.run(enterpriseId, (db) =>
      rows<Pick<AccountRow, 'id' | 'enterprise_id' | 'worker' | 'setup'>>(
        db,
        'select id, enterprise_id, worker, setup from hosted_account where id = $1',
        [id],
      ),
    )
    if (!row || (row.setup !== 'removing' && !(await this.undo.giveUp(row)))) return 0
    await this.undo.execute(row)
    return 1
  }
}
