import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'

export type DatabaseNames = { database: string; owner: string; app: string }

export function databaseNames(service: ServiceName): DatabaseNames {
  const base = `mh_${service.replaceAll('-', '_')}`
  return { database: base, owner: `${base}_owner`, app: `${base}_app` }
}

/** Limits that hold whatever a program asks for. Migrations bring their own. */
const APP_SETTINGS = { statement_timeout: '15s', lock_timeout: '3s', idle_in_transaction_session_timeout: '30s' }
const OWNER_SETTINGS = { lock_timeout: '5s', idle_in_transaction_session_timeout: '60s' }

export type RolePasswords = { owner: string; app: string }

/**
 * Makes the two roles of a service: the owner that migrates and the application's, which owns nothing and cannot pass row-level
 * security. Existing roles get the given passwords and settings.
 */
export async function provisionRoles(admin: Client, names: DatabaseNames, passwords: RolePasswords): Promise<void> {
  const { rows } = await admin.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    [names.owner, names.app],
  ])
  const known = new Set(rows.map((row) => row.rolname))
  for (const [role, password, settings] of [
    [names.owner, passwords.owner, OWNER_SETTINGS],
    [names.app, passwords.app, APP_SETTINGS],
  ] as const) {
    const verb = known.has(role) ? 'alter' : 'create'
    await admin.query(
      [
        `${verb} role ${escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password ${escapeLiteral(password)}`,
        ...Object.entries(settings).map(
          ([name, value]) => `alter role ${escapeIdentifier(role)} set ${name} = ${escapeLiteral(value)}`,
        ),
      ].join('; '),
    )
  }
}

/** Makes a service's database; only its two roles may connect, and only the owner may create in it. */
export async function provisionDatabase(admin: Client, names: DatabaseNames, database = names.database): Promise<void> {
  const { rows } = await admin.query('select 1 from pg_database where datname = $1', [database])
  const db = escapeIdentifier(database)
  const owner = escapeIdentifier(names.owner)
  // A creator that is no superuser needs membership to give a database away (managed PostgreSQL).
  if (rows.length === 0)
    await admin.query(`grant ${owner} to current_user`).then(() => admin.query(`create database ${db} owner ${owner}`))
  await admin.query(`revoke all on database ${db} from public; grant connect on database ${db} to ${escapeIdentifier(names.app)}`)
}

/** Inside the new database: nobody but the owner creates, and the application sees the schema. */
export async function provisionSchema(owner: Client, names: DatabaseNames): Promise<void> {
  await owner.query(`revoke all on schema public from public; grant usage on schema public to ${escapeIdentifier(names.app)}`)
}

/**
 * After the stream was lost: every event that is still kept counts as unpublished, and the relays send them again. Consumers that have
 * seen them drop them by their inbox.
 */
export async function publishAgain(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query(`begin; select set_config('app.relay', 'on', true); set local statement_timeout = 0;
      update outbox set published_at = null where published_at is not null; commit`)
  } finally {
    await owner.end()
  }
}
