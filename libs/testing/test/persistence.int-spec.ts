import { newId } from '@miaohui/contracts/kernel/ids'
import { encodeCursor, type PageRequest } from '@miaohui/contracts/kernel/page'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { keysetPage } from '@miaohui/persistence/keyset'
import { runMigrations } from '@miaohui/persistence/migrations'
import { PLANNED_EACH_TIME } from '@miaohui/persistence/prepared-statements'
import { Client } from 'pg'
import { QueryFailedError } from 'typeorm'
import { aMember } from '../src/actors'
import { eventually } from '../src/eventually'
import { startService, type StartedService } from '../src/service'
import { writeNote } from './fixture/contracts'
import { WriterModule, writerMigrations } from './fixture/writer'

describe('the database of a service', () => {
  let org: StartedService
  const [mine, theirs] = [newId(), newId()]

  const write = (enterpriseId: string, text: string): Promise<void> =>
    org.units.run(
      enterpriseId,
      async (db) => void (await db.query('insert into note values ($1, $2, $3)', [enterpriseId, newId(), text])),
    )
  const texts = (enterpriseId: string): Promise<string[]> =>
    org.units.run(enterpriseId, async (db) =>
      (await db.query<{ text: string }[]>('select text from note order by text')).map((row) => row.text),
    )

  beforeAll(async () => {
    org = await startService('org', WriterModule, { migrations: writerMigrations })
    await write(mine, 'mine')
    await write(theirs, 'theirs')
  }, 30_000)
  afterAll(async () => {
    await org?.close()
  })

  it('shows an enterprise its own rows only, whatever the query asks for', async () => {
    expect(await texts(mine)).toEqual(['mine'])
    expect(await texts(theirs)).toEqual(['theirs'])
  })

  it('shows nothing outside a unit of work, also on a connection that was inside one before', async () => {
    for (let i = 0; i < 20; i++) expect(await org.dataSource.query('select * from note')).toEqual([])
    expect(await org.units.runGlobal((db) => db.query('select * from note'))).toEqual([])
    expect(await org.dataSource.query('select * from outbox')).toEqual([])
  })

  it('refuses to write for another enterprise, and changes none of its rows', async () => {
    const smuggle = org.units.run(mine, (db) => db.query('insert into note values ($1, $2, $3)', [theirs, newId(), 'smuggled']))
    await expect(smuggle).rejects.toThrow('row-level security')
    await org.units.run(mine, (db) => db.query(`update note set text = 'changed' where enterprise_id = $1`, [theirs]))
    expect(await texts(theirs)).toEqual(['theirs'])
  })

  it('lets the planner know within seconds that a table has filled up', async () => {
    const crowd = newId()
    await org.units.run(crowd, (db) =>
      db.query(`insert into note select $1, gen_random_uuid(), 'one of many' from generate_series(1, 5000)`, [crowd]),
    )
    await eventually(async () => {
      const [table] = await org.dataSource.query<{ rows: number }[]>(
        `select reltuples as rows from pg_class where oid = 'note'::regclass`,
      )
      expect(table?.rows).toBeGreaterThanOrEqual(5000)
    })
  })

  describe('prepares statements that come often', () => {
    const often = (text: string): Promise<void> =>
      org.units.run(mine, async (db) => {
        for (let n = 0; n < 25; n++) await db.query(text, [mine])
      })
    const prepared = (text: string): Promise<unknown[]> =>
      org.units.run(mine, (db) => db.query('select name from pg_prepared_statements where statement = $1', [text]))

    it('but not one that is to be planned each time, nor one that came only now and then', async () => {
      const [plain, each, rare] = ['plain', PLANNED_EACH_TIME, 'rare'].map(
        (word) => `select id, '${word}' from note where enterprise_id = $1`,
      ) as [string, string, string]
      await often(plain)
      await often(each)
      await org.units.run(mine, (db) => db.query(rare, [mine]))
      expect(await prepared(plain)).toHaveLength(1)
      expect(await prepared(each)).toEqual([])
      expect(await prepared(rare)).toEqual([])
    })

    it('and goes on when a migration changes what they return', async () => {
      const text = 'select * from note where enterprise_id = $1'
      await often(text)
      const owner = new Client({ connectionString: org.database.ownerUrl })
      await owner.connect()
      await owner.query('alter table note add column added_later text').finally(() => owner.end())
      const [row] = await org.units.run(mine, (db) => db.query<object[]>(text, [mine]))
      expect(row).toHaveProperty('added_later')
    })
  })

  it('joins the unit that is open for the same enterprise and refuses another', async () => {
    const failing = org.units.run(mine, async () => {
      await write(mine, 'joined')
      throw new Error('undo both')
    })
    await expect(failing).rejects.toThrow('undo both')
    expect(await texts(mine)).toEqual(['mine'])
    await expect(org.units.run(mine, () => write(theirs, 'x'))).rejects.toThrow('another enterprise is open')
    await expect(org.units.run('1', () => write(theirs, 'x'))).rejects.toThrow('id of an enterprise')
  })

  it('runs effects after the commit only, once, and not after a failure', async () => {
    const seen: string[] = []
    await org.units.run(mine, async () => {
      org.units.afterCommit(() => seen.push('committed'))
      expect(seen).toEqual([])
    })
    const failing = org.units.run(mine, async () => {
      org.units.afterCommit(() => seen.push('never'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(seen).toEqual(['committed'])
  })

  it('repeats the whole work after a deadlock', async () => {
    const [a, b] = [newId(), newId()]
    await org.units.run(mine, (db) => db.query(`insert into note values ($1, $2, 'a'), ($1, $3, 'b')`, [mine, a, b]))
    let tries = 0
    let arrived = 0
    let open: () => void = () => undefined
    const bothHoldOne = new Promise<void>((resolve) => (open = resolve))
    const touch = (first: string, second: string): Promise<void> =>
      org.units.run(mine, async (db) => {
        tries++
        await db.query('update note set text = text where id = $1', [first])
        if (++arrived === 2) open()
        await bothHoldOne
        await db.query('update note set text = text where id = $1', [second])
      })
    await Promise.all([touch(a, b), touch(b, a)])
    expect(tries).toBe(3)
    await org.units.run(mine, (db) => db.query('delete from note where id in ($1, $2)', [a, b]))
  })

  it('keeps TypeORM from opening a transaction of its own inside a unit', async () => {
    const failing = org.units.run(mine, async (db) => {
      await db.transaction((inner) => inner.query('insert into note values ($1, $2, $3)', [mine, newId(), 'inner']))
      throw new Error('outer')
    })
    await expect(failing).rejects.toThrow('outer')
    expect(await texts(mine)).toEqual(['mine'])
  })

  it('is up to date when it says so, also when several processes start at once', async () => {
    const ran = await Promise.all([1, 2, 3].map(() => runMigrations('org', org.database.ownerUrl, writerMigrations)))
    expect(ran).toEqual([[], [], []])
  })

  it('does not let the application role touch the schema', async () => {
    await expect(org.dataSource.query('alter table note disable row level security')).rejects.toThrow(QueryFailedError)
    await expect(org.dataSource.query('set role mh_org_owner')).rejects.toThrow('permission denied')
  })

  describe('a command with an idempotency key', () => {
    const member = aMember()

    it('has one effect, and the same answer for the same request, also in parallel', async () => {
      const key = newId()
      const answers = await Promise.all(Array.from({ length: 8 }, () => org.rpc(member).call(writeNote, { text: 'once', key })))
      expect(new Set(answers.map((a) => a.id)).size).toBe(1)
      expect(await texts(member.enterpriseId)).toEqual(['once'])
    })

    it('refuses another request under the same key', async () => {
      const key = newId()
      await org.rpc(member).call(writeNote, { text: 'first', key })
      await expect(org.rpc(member).call(writeNote, { text: 'second', key })).rejects.toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      })
    })

    it('stores nothing when the command fails, so that it may be repeated', async () => {
      const idempotency = org.get(Idempotency)
      const key = { enterpriseId: mine, principal: 'p', route: 'r', key: 'k', fingerprint: { b: 1, a: [1, 2] } }
      await expect(idempotency.once(key, () => Promise.reject(new Error('later')))).rejects.toThrow('later')
      expect(await idempotency.once(key, async () => 1)).toBe(1)
      expect(await idempotency.once({ ...key, fingerprint: { a: [1, 2], b: 1 } }, async () => 2)).toBe(1)
      expect(await idempotency.once({ ...key, enterpriseId: null }, async () => 3)).toBe(3)
    })
  })
})

describe('a keyset page', () => {
  const rows = [1, 2, 3, 4, 5].map((n) => ({ n }))
  const page = (request: PageRequest): Promise<{ items: { n: number }[]; next?: string }> =>
    keysetPage(request, {
      parts: 1,
      key: (row) => [row.n],
      fetch: async (after, limit) => rows.filter((row) => after === null || row.n > Number(after[0])).slice(0, limit),
    })

  it('walks over all rows once and ends', async () => {
    const seen: number[] = []
    let after: string | undefined
    do {
      const { items, next } = await page({ limit: 2, after })
      seen.push(...items.map((row) => row.n))
      after = next
    } while (after)
    expect(seen).toEqual([1, 2, 3, 4, 5])
  })

  it('refuses a cursor that is not one of its own', async () => {
    for (const after of ['nonsense', encodeCursor([1, 2])]) await expect(page({ after })).rejects.toBeInstanceOf(Problem)
  })
})
