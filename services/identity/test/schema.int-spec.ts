import { DELIVERY_STATES } from '@miaohui/contracts/identity/events'
import { testDatabase, type TestDatabase } from '@miaohui/testing/database'
import { DataSource } from 'typeorm'
import { entities } from '../src/database/entities'
import { migrations } from '../src/database/migrations/list'
import { REVOKE_REASONS } from '../src/session/session.entity'
import { SET_UP_STATES } from '../src/set-up/domain/set-up-rule'

let database: TestDatabase
let source: DataSource
beforeAll(async () => {
  database = await testDatabase('identity')
  source = await new DataSource({ type: 'postgres', url: database.ownerUrl, entities, installExtensions: false }).initialize()
}, 60_000)
afterAll(async () => {
  await source.destroy()
  await database.drop()
})

describe('the schema', () => {
  it.each([
    ['ck_invitation_state', DELIVERY_STATES],
    ['ck_session_revoke_reason', REVOKE_REASONS],
    ['ck_set_up_state', SET_UP_STATES],
  ])('knows in %s the same words as the code', async (name, words) => {
    const [row] = await source.query<{ text: string }[]>(
      'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1',
      [name],
    )
    const listed = [...(row?.text ?? '').matchAll(/'([^']+)'::text/g)].map((m) => m[1])
    expect(listed.sort()).toEqual([...words].sort())
  })

  it('has every column that the entities name', async () => {
    for (const entity of entities) await expect(source.getRepository(entity).find({ take: 1 })).resolves.toEqual([])
  })

  it('can be taken down again', async () => {
    const runner = source.createQueryRunner()
    for (const Migration of [...migrations].reverse()) await new Migration().down(runner)
    const left = await runner.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') and relname not like 'migration%'`,
    )
    await runner.release()
    expect(left).toEqual([])
  })
})
