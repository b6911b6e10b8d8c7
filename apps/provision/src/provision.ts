import { declaredEvents } from '@miaohui/contracts/catalogue'
import { runMigrations } from '@miaohui/persistence/migrations'
import { provisionDatabase, provisionRoles, provisionSchema, publishAgain } from '@miaohui/persistence/provision-database'
import { inboxPrefix } from '@miaohui/platform/nats/bus'
import { provisionStreams } from '@miaohui/platform/nats/streams'
import { connect } from 'nats'
import { Client } from 'pg'
import type pino from 'pino'
import { MIGRATIONS } from './catalogue-of-migrations'
import type { ProvisionConfig, ServiceDatabase } from './config'
import { untilUp } from './until-up'

/** Two installations that start at once on one server must not create the same role twice. */
const LOCK = 8_400_003

export type Provisioned = { migrations: string[]; streamCreated: boolean }

/** Brings servers to what this release needs: roles, databases, schemas, stream and consumers. Does nothing when all is there. */
export async function provision(config: ProvisionConfig, log: pino.Logger): Promise<Provisioned> {
  const [migrations, streamCreated] = await Promise.all([provisionPostgres(config, log), provisionNats(config)])
  if (streamCreated) {
    await Promise.all(config.databases.map(({ ownerUrl }) => publishAgain(ownerUrl)))
    log.info('the stream is new: events that are still kept are published again')
  }
  return { migrations, streamCreated }
}

async function provisionPostgres({ postgresUrl, databases }: ProvisionConfig, log: pino.Logger): Promise<string[]> {
  if (postgresUrl) await createMissing(postgresUrl, databases)
  const ran = await Promise.all(
    databases.map(async ({ service, ownerUrl, names }) => {
      const applied = await untilUp(() => runMigrations(service, ownerUrl, MIGRATIONS[service]))
      if (applied.length > 0) log.info({ service, database: names.database, migrations: applied }, 'migrated')
      return applied
    }),
  )
  return ran.flat()
}

async function createMissing(postgresUrl: string, databases: ServiceDatabase[]): Promise<void> {
  const admin = await connectTo(postgresUrl)
  try {
    await admin.query('select pg_advisory_lock($1)', [LOCK])
    for (const { names, passwords } of databases) {
      await provisionRoles(admin, names, passwords)
      await provisionDatabase(admin, names)
    }
  } finally {
    await admin.end()
  }
  await Promise.all(
    databases.map(async ({ ownerUrl, names }) => {
      const owner = await connectTo(ownerUrl)
      await provisionSchema(owner, names).finally(() => owner.end())
    }),
  )
}

function connectTo(url: string): Promise<Client> {
  return untilUp(async () => {
    const client = new Client({ connectionString: url, application_name: 'provision' })
    await client.connect()
    return client
  })
}

async function provisionNats({ natsUrl, natsPassword }: ProvisionConfig): Promise<boolean> {
  const name = 'provisioner'
  const servers = natsUrl.split(',').map((server) => server.trim())
  const connection = await untilUp(() =>
    connect({ servers, name, user: name, pass: natsPassword, inboxPrefix: inboxPrefix(name) }),
  )
  try {
    const { created } = await provisionStreams(connection, declaredEvents(), servers.length >= 3 ? 3 : 1)
    return created
  } finally {
    await connection.close()
  }
}
