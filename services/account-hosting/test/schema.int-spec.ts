import { ACCOUNT_STATES, OFFLINE_REASONS } from '@miaohui/contracts/account-hosting/account'
import { newId } from '@miaohui/contracts/kernel/ids'
import { testDatabase, type TestDatabase } from '@miaohui/testing/database'
import { Client } from 'pg'

let database: TestDatabase
let app: Client
beforeAll(async () => {
  database = await testDatabase('account-hosting')
  app = new Client({ connectionString: database.appUrl })
  await app.connect()
})
afterAll(async () => {
  await app?.end()
  await database?.drop()
})

async function listIn(constraint: string): Promise<string[]> {
  const { rows } = await app.query<{ text: string }>(
    'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1',
    [constraint],
  )
  return [...rows[0]!.text.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]!)
}

it('the database knows exactly the states and reasons of the contract', async () => {
  expect((await listIn('ck_hosted_account_state')).sort()).toEqual([...ACCOUNT_STATES].sort())
  expect((await listIn('ck_hosted_account_reason')).sort()).toEqual([...OFFLINE_REASONS].sort())
})

it('an enterprise sees its own accounts only, and nothing without one', async () => {
  const [mine, foreign] = [newId(), newId()]
  const insert = (enterpriseId: string) =>
    app.query(
      `insert into hosted_account (id, enterprise_id, team_id, platform, scheme, region, worker, setup, setup_at, idempotency_key, state,
              created_by, created_by_name, created_at)
       values ($1, $2, $3, 'wecom', 'workmate', 'beijing', 'w', 'done', now(), $4, 'created', $3, 'x', now())`,
      [newId(), enterpriseId, newId(), newId()],
    )
  const as = (enterpriseId: string) => app.query(`select set_config('app.enterprise_id', $1, false)`, [enterpriseId])
  const count = async () => (await app.query<{ n: number }>('select count(*)::int as n from hosted_account')).rows[0]!.n
  await expect(insert(mine)).rejects.toThrow(/row-level security/)
  await as(mine)
  await insert(mine)
  await expect(insert(foreign)).rejects.toThrow(/row-level security/)
  expect(await count()).toBe(1)
  await as(foreign)
  expect(await count()).toBe(0)
  await as('')
  expect(await count()).toBe(0)
})
