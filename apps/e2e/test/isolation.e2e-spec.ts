import { newId } from '@miaohui/contracts/kernel/ids'
import { SERVICES } from '@miaohui/contracts/kernel/rpc'
import { addressOf, idRoutes, type IdRoute } from '@miaohui/testing/id-routes'
import { openEnterprise } from '@miaohui/testing/opening'
import { Person } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'
import { askAt, askDatabase } from '../src/database'
import { aPicture, furnish } from '../src/furnish'
import { collectionOf, filled, IdSlot, sampleBodies, slotsOf, type Special } from '../src/sample-body'
import { foundAnother } from '../src/second-enterprise'

type Records = Record<string, string>
type Counted = { rows: number; foreign: number }
type Answer = { status: number; body: string }

/** Hold ids of enterprises, but nothing that belongs to one (docs/adr/0006). */
const GLOBAL_TABLES = ['identity.member_access', 'identity.set_up']

/** Schemas whose fields exclude each other, or that ask for more than a type. */
const SPECIAL: Special = {
  Content: (slot) => [
    { kind: 'image', materialId: slot('materials') },
    { kind: 'room-invite', roomIds: [slot('rooms')] },
  ],
  CustomerFilter: (slot) => [
    { accountIds: [slot('accounts')] },
    { anyTagIds: [slot('tags')], noTagIds: [] },
    { noTagIds: [slot('tags')] },
  ],
  TagCustomersBody: (slot) => [
    { customerIds: [slot('customers')], addTagIds: [slot('tags')], removeTagIds: [] },
    { filter: { accountIds: [slot('accounts')] }, addTagIds: [], removeTagIds: [slot('tags')] },
  ],
  ChangeAnswerSettingBody: (slot) => [
    { mode: 'answer-sop', answerSopId: slot('answer-sops'), replace: true },
    {
      mode: 'welcome',
      welcome: { steps: [{ delayMs: 0, content: { kind: 'image', materialId: slot('materials') } }] },
      replace: true,
    },
  ],
  UploadMaterialBody: () => [{ kind: 'image', name: 'picture.png', content: aPicture() }],
}

describe('two enterprises in one installation', () => {
  let product: Product
  let bossOfB: Person
  /** May do everything in A and is nobody in B. */
  let insiderOfA: Person
  let ofA: Records
  let ofB: Records
  let before: Map<string, unknown>
  const collections = () => Object.keys(ofA)

  beforeAll(async () => {
    product = await Product.start()
    const { boss, seller } = await openEnterprise(product)
    bossOfB = await foundAnother(product, boss, '乙企业')
    insiderOfA = await promoted(boss, seller)
    ;[ofA, ofB] = [await furnish(product, boss, '甲'), await furnish(product, bossOfB, '乙')]
  })
  afterAll(async () => {
    await product?.stop()
  })

  async function promoted(boss: Person, person: Person): Promise<Person> {
    const groups = await boss.ask<{ items: { id: string; locked: boolean }[] }>('GET', boss.at('/permission-groups'))
    const { items } = await boss.ask<{ items: { id: string; email: string }[] }>('GET', boss.at('/members'))
    const member = items.find(({ email }) => email === person.email)!
    const permissionGroupId = groups.items.find(({ locked }) => locked)!.id
    await boss.ask('PATCH', boss.at(`/members/${member.id}`), { permissionGroupId })
    return new Person(product.url, person.email, person.password).signIn()
  }

  /** The collection of each id in a route's path. */
  const pathIds = (route: IdRoute): { name: string; collection: string }[] =>
    route.ids.map((name) => ({
      name,
      collection: name === 'id' ? route.path.split('/{id}')[0]!.split('/').at(-1)! : collectionOf(name, collections()),
    }))

  function recordOf(records: Records, collection: string): string {
    const id = records[collection]
    if (id === undefined) throw new Error(`furnish makes no record of ${collection}: add one, so that its routes are covered`)
    return id
  }

  const idsIn = (route: IdRoute, records: Records): Records =>
    Object.fromEntries(pathIds(route).map(({ name, collection }) => [name, recordOf(records, collection)]))

  const queryOf = (route: IdRoute, more: Records = {}): string => {
    const required = route.query.filter((q) => q.required).map((q) => [q.name, q.schema.type === 'integer' ? '1' : 'x'] as const)
    const query = new URLSearchParams({ ...Object.fromEntries(required), ...more }).toString()
    return query && `?${query}`
  }

  const bodiesOf = (route: IdRoute): unknown[] => (route.body ? sampleBodies(route.body, collections(), SPECIAL) : [undefined])
  const own = (slot: IdSlot): string => recordOf(ofA, slot.collection)

  /** A change that names the version it is made to needs the one of now. */
  async function upToDate(route: IdRoute, ids: Records, body: unknown): Promise<unknown> {
    if (!route.body?.properties?.['version'] || !idRoutes().some((r) => r.path === route.path && r.method === 'GET')) return body
    const { version } = await insiderOfA.ask<{ version: number }>('GET', addressOf(route, ids))
    return { ...(body as object), version }
  }

  /** What is said about an id must not tell more than that it is not there: ids, times and names of this one request aside. */
  async function answer(route: IdRoute, ids: Records, query: string, body: unknown): Promise<Answer> {
    const { status, json } = await insiderOfA.raw(route.method as 'GET', addressOf(route, ids) + query, body)
    const text = JSON.stringify(json ?? null, (key, value) => (key === 'requestId' ? undefined : (value as unknown)))
    return {
      status,
      body: withoutSignatures(text)
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
        .replace(/\b\d{8}\b/g, '<unique>')
        .replace(/"version":\d+/g, '"version":0'),
    }
  }

  /** Everything that B's own people read, route by route. */
  async function allOfB(): Promise<Map<string, unknown>> {
    const seen = new Map<string, unknown>()
    for (const route of idRoutes().filter((r) => r.method === 'GET' && !r.isPublic)) {
      const { status, json } = await bossOfB.raw('GET', addressOf(route, idsIn(route, ofB)))
      expect([route.operationId, status]).toEqual([route.operationId, 200])
      seen.set(route.operationId, JSON.parse(withoutSignatures(JSON.stringify(json))))
    }
    return seen
  }

  it('have records of their own, which their own people can read', async () => {
    before = await allOfB()
  })

  it('answer each other’s ids in an address exactly like ids that do not exist', async () => {
    const compared: string[] = []
    for (const route of idRoutes()) {
      const [body] = bodiesOf(route)
      const mine = idsIn(route, ofA)
      const theirs = idsIn(route, ofB)
      const swaps = [...Object.keys(mine).map((name) => [name]), Object.keys(mine)]
      for (const swapped of swaps) {
        const with_ = (source: (name: string) => string) => ({
          ...mine,
          ...Object.fromEntries(swapped.map((name) => [name, source(name)])),
        })
        const unknown = await answer(route, with_(newId), queryOf(route), filled(body, own))
        const foreign = await answer(
          route,
          with_((name) => theirs[name]!),
          queryOf(route),
          filled(body, own),
        )
        const what = `${route.operationId} with ${swapped.join(', ')}`
        expect([what, foreign]).toEqual([what, unknown])
        if (!route.isPublic) expect([what, foreign.status]).toEqual([what, 404])
        compared.push(what)
      }
    }
    expect(compared.length).toBeGreaterThan(200)
  })

  it('answer each other’s ids in a body or a query exactly like ids that do not exist', async () => {
    const compared: string[] = []
    const compare = async (what: string, ask: (id: string) => Promise<Answer>, foreignId: string) => {
      const [unknown, foreign] = [await ask(newId()), await ask(foreignId)]
      expect([what, foreign]).toEqual([what, unknown])
      compared.push(what)
    }
    for (const route of idRoutes()) {
      const mine = idsIn(route, ofA)
      for (const { name } of route.query.filter((q) => q.schema.format === 'uuid')) {
        const foreignId = recordOf(ofB, collectionOf(name, collections()))
        await compare(
          `${route.operationId}?${name}`,
          (id) => answer(route, mine, queryOf(route, { [name]: id }), undefined),
          foreignId,
        )
      }
      for (const body of bodiesOf(route))
        for (const swapped of slotsOf(body))
          await compare(
            `${route.operationId} with ${swapped.at} (${swapped.collection})`,
            async (id) => {
              const named = filled(body, (slot) => (slot === swapped ? id : own(slot)))
              return answer(route, mine, queryOf(route), await upToDate(route, mine, named))
            },
            recordOf(ofB, swapped.collection),
          )
    }
    expect(compared.length).toBeGreaterThan(30)
  })

  it('keep what is theirs through all of this', async () => {
    expect(await allOfB()).toEqual(before)
  })

  it('show nothing to whoever reads a service’s database without saying for which enterprise', async () => {
    const { databases } = product.secrets() as { databases: Record<string, { app: string }> }
    for (const service of SERVICES) {
      const database = `mh_${service.replaceAll('-', '_')}`
      const url = new URL(product.servers().postgresUrl)
      Object.assign(url, { username: `${database}_app`, password: databases[service]!.app, pathname: `/${database}` })
      const tables = await askDatabase<{ name: string }>(
        product,
        database,
        `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and c.column_name = 'enterprise_id' and t.table_type = 'BASE TABLE' order by 1`,
      )
      const filledOnes = []
      for (const { name } of tables) {
        const count = `select count(*)::int as rows, count(*) filter (where enterprise_id = '${ofB['enterprises']}')::int as foreign from ${name}`
        const [all] = await askDatabase<Counted>(product, database, count)
        if (all!.foreign > 0) filledOnes.push(name)
        if (GLOBAL_TABLES.includes(`${service}.${name}`)) continue
        const [outside] = await askAt<Counted>(url.href, count).catch(denied)
        const [inA] = await askAt<Counted>(url.href, count, [], { 'app.enterprise_id': ofA['enterprises']! }).catch(denied)
        expect([service, name, outside!.rows, inA!.foreign]).toEqual([service, name, 0, 0])
      }
      expect([service, filledOnes.length > 0]).toEqual([service, true])
    }
  })
})

/** The address of a material's content is signed anew for every answer. */
const withoutSignatures = (text: string): string => text.replace(/\?e=\d+&s=[\w-]+/g, '<signature>')

/** A table on which the service itself has no rights shows nothing either. */
function denied(error: Error & { code?: string }): Counted[] {
  if (error.code !== '42501') throw error
  return [{ rows: 0, foreign: 0 }]
}
