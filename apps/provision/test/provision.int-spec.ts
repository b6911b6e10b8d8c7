import { randomHex } from '@miaohui/contracts/kernel/ids'
import { SERVICES, type ServiceName } from '@miaohui/contracts/kernel/rpc'
import { ConfigError, envName } from '@miaohui/platform/config'
import { createLogger } from '@miaohui/platform/logging'
import { requiredEnv } from '@miaohui/testing/database'
import { testNats, type TestNats } from '@miaohui/testing/nats'
import { Client } from 'pg'
import { provisionConfig } from '../src/config'
import { provision } from '../src/provision'

const log = createLogger('test', 'silent')

/**
 * Read before anybody is in an enterprise: which ones a user may enter, and whether the installation was set up. The ledger is one chain
 * of hashes over the seats of the whole installation.
 */
const ACROSS_ENTERPRISES: Partial<Record<ServiceName, string[]>> = {
  identity: ['member_access', 'set_up'],
}

describe('provisioning', () => {
  let nats: TestNats
  // Roles belong to the whole server: names of this run's own leave those of other runs alone.
  const run = `mhp_${randomHex(4)}`
  const base = (service: string): string => `${run}_${service.replaceAll('-', '_')}`
  const adminUrl = (): string => requiredEnv('MIAOHUI_TEST_POSTGRES_URL')
  const env = (): NodeJS.ProcessEnv => {
    const login = (role: string, database: string): string =>
      Object.assign(new URL(adminUrl()), { username: role, password: 'p-1', pathname: `/${database}` }).toString()
    const urls = SERVICES.flatMap((service) => [
      [`MIAOHUI_${envName(service)}_DATABASE_URL`, login(`${base(service)}_app`, base(service))],
      [`MIAOHUI_${envName(service)}_DATABASE_OWNER_URL`, login(`${base(service)}_owner`, base(service))],
    ])
    return {
      ...Object.fromEntries(urls),
      MIAOHUI_POSTGRES_URL: adminUrl(),
      MIAOHUI_NATS_URL: nats.url,
      MIAOHUI_PROVISIONER_NATS_PASSWORD: nats.password('provisioner'),
    }
  }
  const ask = async <Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<Row>(sql, values)).rows
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    nats = await testNats()
  })
  afterAll(async () => {
    for (const service of SERVICES) {
      await ask(adminUrl(), `drop database if exists ${base(service)} with (force)`)
      for (const role of ['owner', 'app']) await ask(adminUrl(), `drop role if exists ${base(service)}_${role}`)
    }
    await nats?.close()
  })

  it('makes everything from bare servers, two starts at once included', async () => {
    const config = provisionConfig(env())
    const both = await Promise.all([provision(config, log), provision(config, log)])
    expect(both.flatMap((p) => p.migrations).length).toBeGreaterThanOrEqual(SERVICES.length)
  }, 60_000)

  it('does nothing the second time, quickly', async () => {
    const before = Date.now()
    expect(await provision(provisionConfig(env()), log)).toEqual({ migrations: [], streamCreated: false })
    expect(Date.now() - before).toBeLessThan(1500)
  })

  it('gives services roles that own nothing and cannot pass row-level security', async () => {
    const rows = await ask<{ powers: boolean; owned: string }>(
      adminUrl(),
      `select (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) as powers,
         (select count(*) from pg_database d where d.datdba = r.oid) as owned
       from pg_roles r where rolname like $1`,
      [`${run}%_app`],
    )
    expect(rows).toEqual(SERVICES.map(() => ({ powers: false, owned: '0' })))
    const app = provisionConfig(env()).databases[0]!
    const appUrl = env()[`MIAOHUI_${envName(app.service)}_DATABASE_URL`]!
    await expect(ask(appUrl, 'create table mine (id int)')).rejects.toThrow('permission denied')
  })

  it('forces row-level security on every table of enterprises, but for the few that span them', async () => {
    for (const { ownerUrl, service } of provisionConfig(env()).databases) {
      const open = await ask<{ relname: string }>(
        ownerUrl,
        `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'enterprise_id' and not a.attisdropped
         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`,
      )
      expect({ service, open: open.map((row) => row.relname).sort() }).toEqual({
        service,
        open: ACROSS_ENTERPRISES[service] ?? [],
      })
    }
  })

  it("lets no service connect to another's database", async () => {
    const [one, two] = provisionConfig(env()).databases
    const foreign = Object.assign(new URL(one!.ownerUrl), { pathname: `/${two!.names.database}` }).toString()
    await expect(ask(foreign, 'select 1')).rejects.toThrow('permission denied for database')
  })

  it('has kept events published again when the stream was lost', async () => {
    const { ownerUrl } = provisionConfig(env()).databases[0]!
    const id = '00000000-0000-7000-8000-000000000001'
    await ask(
      ownerUrl,
      `insert into outbox (id, enterprise_id, aggregate, name, subject, data, published_at) values ($1, $1, 'a', 'n', 's', '{}', now())`,
      [id],
    )
    await nats.erase()
    expect(await provision(provisionConfig(env()), log)).toEqual({ migrations: [], streamCreated: true })
    expect(await ask(ownerUrl, 'select outbox_waiting() as waiting')).toEqual([{ waiting: true }])
  })

  it('names all mistakes of its configuration together', () => {
    try {
      provisionConfig({ ...env(), MIAOHUI_NATS_URL: '', MIAOHUI_SOP_DATABASE_URL: '' })
      throw new Error('accepted')
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      expect((error as ConfigError).mistakes).toEqual(
        expect.arrayContaining(['MIAOHUI_NATS_URL: REQUIRED', 'MIAOHUI_SOP_DATABASE_URL: REQUIRED']),
      )
    }
  })
})
