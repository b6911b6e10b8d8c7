import { setTimeout as wait } from 'node:timers/promises'
import { isId } from '@miaohui/contracts/kernel/ids'
import { openUnit, unitScope, whenCommitted, type UnitScope } from '@miaohui/platform/ambient'
import type pino from 'pino'
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm'
import { isPlanOutdated } from './prepared-statements'
import { inTransaction } from './transaction'

export type Unit = UnitScope & { db: EntityManager }

const MAX_TRIES = 4
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/**
 * The only way to the database. Sets the enterprise for row-level security, so that code which forgets a condition, or runs outside,
 * sees no rows instead of another enterprise's. Isolation is READ COMMITTED: invariants belong into constraints and conditional updates.
 */
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly log: pino.Logger,
  ) {}

  /**
   * Runs `work` in a transaction that sees one enterprise. Joins the unit that is open for the same enterprise; a deadlock or
   * serialisation failure repeats the whole work, so it must not do anything that a rollback does not undo.
   * @throws Error when a unit of another enterprise is open.
   */
  run<T>(enterpriseId: string, work: (db: EntityManager) => Promise<T>): Promise<T> {
    if (!isId(enterpriseId)) return Promise.reject(new Error('a unit of work needs the id of an enterprise'))
    return this.join(enterpriseId, work)
  }

  /** For tables that belong to no enterprise; rows of enterprises are invisible. */
  runGlobal<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return this.join(null, work)
  }

  /** Runs `effect` when the open unit has committed (at once when none is open); never after a failure. */
  afterCommit(effect: () => void): void {
    whenCommitted(effect)
  }

  private async join<T>(enterpriseId: string | null, work: (db: EntityManager) => Promise<T>): Promise<T> {
    const open = this.current()
    if (!open) return this.open(enterpriseId, work)
    if (open.enterpriseId !== enterpriseId) throw new Error('a unit of work of another enterprise is open')
    return work(open.db)
  }

  private async open<T>(enterpriseId: string | null, work: (db: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const afterCommit: (() => void)[] = []
      try {
        const result = await inTransaction(
          this.dataSource,
          enterpriseId === null ? {} : { 'app.enterprise_id': enterpriseId },
          async (runner) => {
            const unit: Unit = { open: true, owner: this, enterpriseId, afterCommit, db: runner.manager }
            try {
              return await unitScope.run(unit, () => work(unit.db))
            } finally {
              unit.open = false
            }
          },
        )
        for (const effect of afterCommit) this.runEffect(effect)
        return result
      } catch (error) {
        if (attempt >= MAX_TRIES || !isRetriable(error)) throw error
        this.log.info({ attempt, err: error }, 'unit of work is repeated')
        await wait(Math.random() * 20 * attempt)
      }
    }
  }

  private runEffect(effect: () => void): void {
    try {
      effect()
    } catch (error) {
      this.log.error({ err: error }, 'an effect after commit failed')
    }
  }

  /** The open unit of this service, if any (several services may share one process). */
  current(): Unit | undefined {
    const unit = openUnit()
    return unit?.owner === this ? (unit as Unit) : undefined
  }
}

function isRetriable(error: unknown): boolean {
  const cause = error instanceof QueryFailedError ? (error.driverError as { code?: string }) : undefined
  return cause?.code === SERIALIZATION_FAILURE || cause?.code === DEADLOCK || isPlanOutdated(cause)
}

/** Name of the constraint that refused a statement, for use cases that turn it into their problem. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as { constraint?: string }).constraint : undefined
}
