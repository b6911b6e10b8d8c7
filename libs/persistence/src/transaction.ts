import type { DataSource, QueryRunner } from 'typeorm'

/** Settings that policies of row-level security read; local to the transaction. Values are our own uuids and flags, checked here. */
export type LocalSettings = Partial<Record<'app.enterprise_id' | 'app.relay', string>>

type Internals = { isTransactionActive: boolean; transactionDepth: number }

/**
 * One transaction on one connection. BEGIN and its settings travel in one round trip (TypeORM would take two), so the runner is told
 * by hand that a transaction is open: without that `save()` would begin and commit its own.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  settings: LocalSettings,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner()
  const state = runner as unknown as Internals
  try {
    await runner.query(
      ['BEGIN', ...Object.entries(settings).map(([name, value]) => `SELECT set_config('${name}', '${plain(value)}', true)`)].join(
        ';',
      ),
    )
    state.isTransactionActive = true
    state.transactionDepth = 1
    try {
      const result = await work(runner)
      await runner.query('COMMIT')
      return result
    } catch (error) {
      // A lost connection cannot roll back; the server does it. The first error is the one that explains.
      await runner.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  } finally {
    state.isTransactionActive = false
    state.transactionDepth = 0
    await runner.release()
  }
}

function plain(value: string): string {
  if (!/^[0-9a-zA-Z-]*$/.test(value)) throw new Error('a local setting must be a plain word')
  return value
}
