import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { Client } from 'pg'
import type { DataSource, MigrationInterface } from 'typeorm'

export type MigrationClass = new () => MigrationInterface

/** Any number that nothing else in the databases of this product locks. */
const LOCK = 8_400_000
const LOCK_TIMEOUT = '5s'

/**
 * Brings one service's database to the newest schema as its owner; parallel starts wait for each other, and a database that is
 * up to date is left after one query.
 * @returns names of the migrations that ran
 */
export async function runMigrations(
  service: ServiceName,
  ownerUrl: string,
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl, application_name: `${service} migrations` })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    if ((await missing(client, migrations)).length === 0) return []
    // Loaded only when there is something to do: a start with nothing to migrate is paid for by every start of the product.
    const typeorm = await import('typeorm')
    const source = new typeorm.DataSource({
      type: 'postgres',
      url: ownerUrl,
      applicationName: `${service} migrations`,
      migrations: [...migrations],
      migrationsTableName: 'migration',
      installExtensions: false,
      extra: { max: 1, options: `-c lock_timeout=${LOCK_TIMEOUT} -c statement_timeout=0` },
    })
    await source.initialize()
    try {
      const ran = await source.runMigrations({ transaction: 'each' })
      await source.query(
        `do $$ begin execute format('grant select on migration to %I', replace(current_user, '_owner', '_app')); end $$`,
      )
      return ran.map((m) => m.name)
    } finally {
      await source.destroy()
    }
  } finally {
    await client.end()
  }
}

/** @throws Error when the database is older than this program. */
export async function assertMigrated(source: DataSource, migrations: readonly MigrationClass[]): Promise<void> {
  const left = await missing({ query: async (sql) => ({ rows: await source.query<{ name: string }[]>(sql) }) }, migrations)
  if (left.length > 0) throw new Error(`the database lacks migrations: ${left.join(', ')}`)
}

type Asks = { query: (sql: string) => Promise<{ rows: { name: string }[] }> }

async function missing(db: Asks, migrations: readonly MigrationClass[]): Promise<string[]> {
  const { rows: tables } = await db.query(`select 'migration' as name where to_regclass('public.migration') is not null`)
  const names = migrations.map((m) => new m().name ?? m.name)
  if (tables.length === 0) return names
  const { rows } = await db.query('select name from migration')
  const done = new Set(rows.map((r) => r.name))
  return names.filter((name) => !done.has(name))
}
