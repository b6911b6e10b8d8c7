import type pino from 'pino'
import type { DataSource } from 'typeorm'

const EVERY_MS = 2000

/**
 * Keeps what the query planner knows in step with tables that grow fast. Autovacuum comes round once a minute: until then a table that
 * was filled by a first sync counts as almost empty, and a join over thousands of customers runs as a loop in a loop.
 */
export class PlannerStatistics {
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> | undefined

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: pino.Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => (this.looking ??= this.look().finally(() => (this.looking = undefined))), EVERY_MS)
    this.timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.looking
  }

  private async look(): Promise<void> {
    try {
      await this.dataSource.query('select analyze_grown_tables()')
    } catch (error) {
      this.log.warn({ err: error }, 'the statistics of tables were not brought up to date')
    }
  }
}
