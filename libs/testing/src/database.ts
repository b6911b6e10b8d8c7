import { createHash } from 'node:crypto'
import { randomHex } from '@miaohui/contracts/kernel/ids'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { runMigrations, type MigrationClass } from '@miaohui/persistence/migrations'
import { platformTables } from '@miaohui/persistence/platform-tables'
import { databaseNames, provisionDatabase, provisionRoles, provisionSchema } from '@miaohui/persistence/provision-database'
import { Client } from 'pg'

export type TestDatabase = { name: string; appUrl: string; ownerUrl: string; drop: () => Promise<void> }

const ROLE_PASSWORD = 'only-for-tests'
const TEMPLATE_LOCK = 8_400_001
const ROLES_LOCK = 8_400_002

/**
 * A database of its own for one spec file: a clone of a template that is migrated once for each set of migrations. Without
 * `migrations` the service's own list is taken.
 */
export async function testDatabase(service: ServiceName, migrations?: readonly MigrationClass[]): Promise<TestDatabase> {
  const list = migrations ?? (await migrationsOf(service))
  const adminUrl = requiredEnv('MIAOHUI_TEST_POSTGRES_URL')
  const names = databaseNames(service)
  const template = `tpl_${names.database}_${fingerprint(list)}`
  const name = `t_${names.database}_${randomHex(6)}`
  const url = (role: string, database: string): string => urlFor(adminUrl, role, database)
  await asAdmin(adminUrl, async (admin) => {
    await prepareTemplate(admin, service, template, list, url(names.owner, template))
    await admin.query(`create database ${name} template ${template} owner ${names.owner}`)
    await admin.query(`revoke all on database ${name} from public; grant connect on database ${name} to ${names.app}`)
  })
  return {
    name,
    appUrl: url(names.app, name),
    ownerUrl: url(names.owner, name),
    drop: () => asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`).then(() => undefined)),
  }
}

async function prepareTemplate(
  admin: Client,
  service: ServiceName,
  template: string,
  list: readonly MigrationClass[],
  ownerUrl: string,
): Promise<void> {
  const ready = async (): Promise<boolean> =>
    (await admin.query(`select 1 from pg_database where datname = $1 and datistemplate`, [template])).rows.length > 0
  if (await ready()) return
  const names = databaseNames(service)
  await locked(admin, ROLES_LOCK, () => provisionRoles(admin, names, { owner: ROLE_PASSWORD, app: ROLE_PASSWORD }))
  await locked(admin, TEMPLATE_LOCK, async () => {
    if (await ready()) return
    await admin.query(`drop database if exists ${template}`)
    await provisionDatabase(admin, names, template)
    const owner = new Client({ connectionString: ownerUrl })
    await owner.connect()
    await provisionSchema(owner, names).finally(() => owner.end())
    await runMigrations(service, ownerUrl, list)
    // Only a finished template is marked: an interrupted one is made again.
    await admin.query(`alter database ${template} is_template true`)
  })
}

async function locked<T>(admin: Client, lock: number, work: () => Promise<T>): Promise<T> {
  await admin.query('select pg_advisory_lock($1)', [lock])
  try {
    return await work()
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [lock])
  }
}

/** Changes when the text of a migration or of the platform's tables changes. */
function fingerprint(list: readonly MigrationClass[]): string {
  const hash = createHash('sha256')
  for (const migration of list) hash.update(migration.name).update(migration.toString())
  return hash.update(platformTables().join()).digest('hex').slice(0, 16)
}

async function migrationsOf(service: ServiceName): Promise<readonly MigrationClass[]> {
  const list = (await import(`@miaohui/${service}/database/migrations/list`)) as { migrations: readonly MigrationClass[] }
  return list.migrations
}

async function asAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function urlFor(adminUrl: string, role: string, database: string): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = ROLE_PASSWORD
  url.pathname = `/${database}`
  return url.toString()
}

export function requiredEnv(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: tests with servers are run by \`npm test\``)
  return value
}
