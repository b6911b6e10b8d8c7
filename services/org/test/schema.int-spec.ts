import { DELIVERY_STATES } from '@miaohui/contracts/identity/events'
import { MEMBER_STATES } from '@miaohui/contracts/org/member'
import { DATA_SCOPES } from '@miaohui/contracts/permissions'
import { testDatabase, type TestDatabase } from '@miaohui/testing/database'
import { DataSource } from 'typeorm'
import { entities } from '../src/database/entities'
import { migrations } from '../src/database/migrations/list'
import { SALES, SUPER_ADMIN } from '../src/shared/domain/presets'

let database: TestDatabase
let source: DataSource
beforeAll(async () => {
  database = await testDatabase('org')
  source = await new DataSource({ type: 'postgres', url: database.ownerUrl, entities, installExtensions: false }).initialize()
}, 60_000)
afterAll(async () => {
  await source.destroy()
  await database.drop()
})

describe('the schema', () => {
  it.each([
    ['ck_member_state', MEMBER_STATES],
    ['ck_invitation_state', DELIVERY_STATES],
    ['ck_permission_group_data_scope', DATA_SCOPES],
    ['ck_permission_group_preset', [SUPER_ADMIN, SALES]],
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
