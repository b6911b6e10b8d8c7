import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import type { EntityManager } from 'typeorm'
import type { AccountStore } from '../accounts/account-store'
import { rows } from '../shared/statement'

/** Somebody asked for a new synchronisation, or the account was removed: this run is no longer wanted. */
export class RunReplaced extends Error {}

export type PartName = 'contacts' | 'rooms' | 'tags'
export type PartRow = { part: PartName; done: number; total: number | null; read_up_to: string | null; complete: boolean }
export type RunRow = { run_id: string; parts: PartRow[] }
type Account = { id: string; enterprise_id: string; team_id: string }
type Lease = { hold: (db: EntityManager) => Promise<void> }

/** People see progress at most this often, and always when a part is read: what follows may be a long wait for the worker. */
const TELL_EVERY_MS = 500

/** What one run has read so far, written page by page together with what each page announces: a crash repeats one page at most. */
export class SyncJournal {
  private toldAt = 0

  constructor(
    private readonly account: Account,
    private readonly runId: string,
    private readonly lease: Lease,
    private readonly use: { unitOfWork: UnitOfWork; store: AccountStore; outbox: Outbox },
  ) {}

  /** The run that is asked for; null when there is none. */
  static async open(unitOfWork: UnitOfWork, account: Account): Promise<RunRow | null> {
    return unitOfWork.run(account.enterprise_id, async (db) => {
      const [run] = await rows<{ run_id: string }>(
        db,
        `select run_id from sync_run where account_id = $1 and state = 'running'`,
        [account.id],
      )
      if (!run) return null
      const parts = await rows<PartRow>(
        db,
        'select part, done, total, read_up_to, complete from sync_part where account_id = $1',
        [account.id],
      )
      return { run_id: run.run_id, parts }
    })
  }

  /** Stores how far a part is, with what `announce` appends. @throws RunReplaced, LeaseLost */
  async write(part: PartRow, announce?: (outbox: Outbox) => Promise<void>): Promise<void> {
    await this.inRun(async (db) => {
      await db.query(
        'update sync_part set done = $3, total = $4, read_up_to = $5, complete = $6 where account_id = $1 and part = $2',
        [this.account.id, part.part, part.done, part.total, part.read_up_to, part.complete],
      )
      await announce?.(this.use.outbox)
      const now = Date.now()
      if (now - this.toldAt < TELL_EVERY_MS && part.done !== part.total) return
      this.toldAt = now
      await this.use.store.touch(db, this.account.id)
    })
  }

  async end(problem: string | null, announce?: (outbox: Outbox) => Promise<void>): Promise<void> {
    await this.inRun(async (db) => {
      await db.query(`update sync_run set state = $2, problem = $3, finished_at = now() where account_id = $1`, [
        this.account.id,
        problem === null ? 'finished' : 'failed',
        problem,
      ])
      if (problem === null) await db.query('update hosted_account set last_synced_at = now() where id = $1', [this.account.id])
      await announce?.(this.use.outbox)
      await this.use.store.touch(db, this.account.id)
    })
  }

  private async inRun(work: (db: EntityManager) => Promise<void>): Promise<void> {
    await this.use.unitOfWork.run(this.account.enterprise_id, async (db) => {
      await this.lease.hold(db)
      const running = await rows(db, `select 1 from sync_run where account_id = $1 and run_id = $2 and state = 'running'`, [
        this.account.id,
        this.runId,
      ])
      if (running.length === 0) throw new RunReplaced()
      await work(db)
    })
  }
}
