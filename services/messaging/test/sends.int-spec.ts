import { handOver } from '@miaohui/contracts/account-hosting/delivery'
import { contactRelationChanged, roomsListed } from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { Content } from '@miaohui/contracts/messaging/content'
import { listCustomers } from '@miaohui/contracts/messaging/customer'
import { sendsSettled } from '@miaohui/contracts/messaging/events'
import { planSends, SEND_STATES, type PlannedSend } from '@miaohui/contracts/messaging/send'
import { listRooms } from '@miaohui/contracts/messaging/room'
import { aService } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { testDatabase } from '@miaohui/testing/database'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { migrations } from '../src/database/migrations/list'
import { HandOverSends } from '../src/sends/hand-over-sends'
import { LicenseLeases } from '../src/sends/license-leases'
import { aContact, aHouse, anOwner, contacts, teamOf, unlicensed, untilCustomers, type House } from './fixture'

// The machine that runs this may be busy with other specs.
jest.setTimeout(30_000)

let house: House
beforeAll(async () => {
  house = await aHouse()
}, 60_000)
afterAll(() => house?.close())

type Crowd = { owner: MemberActor; teamId: string; accountId: string; ids: string[] }

/** An account with customers, `ids` in the order of their names. */
async function aCrowd(count: number, over: { connected?: boolean; owner?: MemberActor } = {}): Promise<Crowd> {
  const owner = over.owner ?? anOwner()
  const accountId = await house.hosting.account(owner, over)
  await house.hosting.customers(accountId, contacts(count))
  await untilCustomers(house, owner.enterpriseId, count)
  const rows = await house.service.units.run(owner.enterpriseId, (db) =>
    db.query<{ id: string }[]>(`select id from customer order by length(name), name`),
  )
  return { owner, teamId: teamOf(owner), accountId, ids: rows.map((r) => r.id) }
}

const text = (value: string): Content => ({ kind: 'text', text: value })
const aPlan = (customerId: string, over: Partial<PlannedSend> = {}): PlannedSend => ({
  source: 'answer-sop',
  sourceId: newId(),
  stepNo: 0,
  customerId,
  content: text('您好 {{昵称}}'),
  ...over,
})
const plan = (enterpriseId: string, items: PlannedSend[]) =>
  house.service.rpc(aService('sop', enterpriseId)).call(planSends, { items })

type State = { state: string; outcome_code: string | null; attempt: number; epoch: number }
const states = (enterpriseId: string) =>
  house.service.units.run(enterpriseId, (db) =>
    db.query<State[]>('select state, outcome_code, attempt, epoch from send order by created_at, step_no, id'),
  )
const untilStates = (enterpriseId: string, expected: string[]) =>
  eventually(async () => expect((await states(enterpriseId)).map((s) => s.state)).toEqual(expected), { withinMs: 15_000 })
const received = (accountId: string) => house.hosting.ledger.filter((e) => e.accountId === accountId)

async function settledEvents(enterpriseId: string): Promise<{ stepNo: number; state: string; outcome?: string }[]> {
  const client = new Client({ connectionString: house.database.appUrl })
  await client.connect()
  try {
    await client.query(`select set_config('app.relay', 'on', false)`)
    const { rows } = await client.query<{ data: { items: { stepNo: number; state: string; outcome?: string }[] } }>(
      'select data from outbox where enterprise_id = $1 and name = $2 order by seq',
      [enterpriseId, sendsSettled.name],
    )
    return rows.flatMap((r) => r.data.items)
  } finally {
    await client.end()
  }
}

describe('a send', () => {
  it('planned by a SOP is with the customer at once, named, and its SOP hears of it', async () => {
    const { owner, accountId, ids } = await aCrowd(1)
    const started = Date.now()
    const { items } = await plan(owner.enterpriseId, [aPlan(ids[0]!)])
    expect(items).toEqual([{ sendId: expect.any(String), sourceId: expect.any(String), stepNo: 0, state: 'planned' }])
    await eventually(() => expect(received(accountId)).toHaveLength(1), { everyMs: 1 })
    expect(Date.now() - started).toBeLessThan(1000)
    expect(received(accountId)[0]).toMatchObject({ sendId: items[0]!.sendId, conversationId: 'wm-1', text: '您好 客户1' })
    await untilStates(owner.enterpriseId, ['delivered'])
    expect(await settledEvents(owner.enterpriseId)).toMatchObject([{ stepNo: 0, state: 'delivered' }])
  })

  it('asked for again is planned once, and the answer says what became of it', async () => {
    const { owner, accountId, ids } = await aCrowd(2)
    const items = ids.map((id) => aPlan(id))
    const answers = await Promise.all(Array.from({ length: 5 }, () => plan(owner.enterpriseId, items)))
    expect(new Set(answers.flatMap((a) => a.items.map((i) => i.sendId))).size).toBe(2)
    await untilStates(owner.enterpriseId, ['delivered', 'delivered'])
    expect((await plan(owner.enterpriseId, items)).items.map((i) => i.state)).toEqual(['delivered', 'delivered'])
    expect(received(accountId)).toHaveLength(2)
  })

  it('to a customer who left is planned as skipped; an unknown customer or empty content plans nothing', async () => {
    const { owner, teamId, accountId, ids } = await aCrowd(2)
    await house.hosting.announce(contactRelationChanged, owner.enterpriseId, {
      accountId,
      teamId,
      providerId: 'wm-1',
      relation: 'blocked',
    })
    await eventually(async () =>
      expect((await plan(owner.enterpriseId, [aPlan(ids[0]!)])).items[0]).toMatchObject({ state: 'skipped', outcome: 'BLOCKED' }),
    )
    const before = (await states(owner.enterpriseId)).length
    await expect(plan(owner.enterpriseId, [aPlan(ids[1]!), aPlan(newId())])).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(plan(owner.enterpriseId, [aPlan(ids[1]!, { content: text('  ') })])).rejects.toMatchObject({
      code: 'CONTENT_EMPTY',
      errors: [{ path: 'items.0.content.text', code: 'REQUIRED' }],
    })
    expect(await states(owner.enterpriseId)).toHaveLength(before)
  })

  it('is not started before the step before it has left our hands', async () => {
    const { owner, accountId, ids } = await aCrowd(3)
    house.hosting.delayMs = 30
    const sourceId = newId()
    const steps = ids.flatMap((id) => [2, 0, 1].map((stepNo) => aPlan(id, { sourceId, stepNo, content: text(`第${stepNo}步`) })))
    await plan(owner.enterpriseId, steps)
    await untilStates(owner.enterpriseId, Array(9).fill('delivered'))
    house.hosting.delayMs = 0
    for (const n of [1, 2, 3]) {
      const order = received(accountId).filter((e) => e.conversationId === `wm-${n}`)
      expect(order.map((e) => e.text)).toEqual(['第0步', '第1步', '第2步'])
    }
    for (const call of house.hosting.calls) {
      const ours = call.filter((i) => i.accountId === accountId).map((i) => i.conversationId)
      expect(new Set(ours).size).toBe(ours.length)
    }
  })

  it('that fails does not hold up the steps after it', async () => {
    const { owner, accountId, ids } = await aCrowd(1)
    house.hosting.refuse.set('wm-1', { outcome: 'refused', code: 'CONTENT_REJECTED', times: 1 })
    const sourceId = newId()
    await plan(
      owner.enterpriseId,
      [0, 1].map((stepNo) => aPlan(ids[0]!, { sourceId, stepNo })),
    )
    await untilStates(owner.enterpriseId, ['failed', 'delivered'])
    expect((await states(owner.enterpriseId))[0]).toMatchObject({ outcome_code: 'CONTENT_REJECTED' })
    expect(received(accountId)).toHaveLength(1)
  })

  it('refused because the customer left marks them and drops what else is planned for them', async () => {
    const { owner, teamId, ids } = await aCrowd(1)
    house.hosting.refuse.set('wm-1', { outcome: 'refused', code: 'NOT_FRIEND', times: 1 })
    const sourceId = newId()
    await plan(
      owner.enterpriseId,
      [0, 1, 2].map((stepNo) => aPlan(ids[0]!, { sourceId, stepNo })),
    )
    await untilStates(owner.enterpriseId, ['failed', 'skipped', 'skipped'])
    const { items } = await house.service.rpc(owner).call(listCustomers, { teamId })
    expect(items[0]!.relation).toBe('deleted')
    const told = await settledEvents(owner.enterpriseId)
    expect(told.map((t) => [t.stepNo, t.state, t.outcome]).sort()).toEqual([
      [0, 'failed', 'NOT_FRIEND'],
      [1, 'skipped', 'NOT_FRIEND'],
      [2, 'skipped', 'NOT_FRIEND'],
    ])
  })

  it('put off by the provider is tried again without using up attempts', async () => {
    const { owner, accountId, ids } = await aCrowd(1)
    house.hosting.refuse.set('wm-1', { outcome: 'later', code: 'RATE_LIMITED', retryAfterMs: 5, times: 12 })
    await plan(owner.enterpriseId, [aPlan(ids[0]!)])
    await untilStates(owner.enterpriseId, ['delivered'])
    expect((await states(owner.enterpriseId))[0]).toMatchObject({ attempt: 1, epoch: 13, outcome_code: null })
    expect(received(accountId)).toHaveLength(1)
  })

  it('whose time is over is missed, and one that is due later waits for its moment', async () => {
    const { owner, accountId, ids } = await aCrowd(2, { connected: false })
    const due = Date.now() + 700
    await plan(owner.enterpriseId, [
      aPlan(ids[0]!, { expiresAt: new Date(Date.now() + 300).toISOString() }),
      aPlan(ids[1]!, { dueAt: new Date(due).toISOString() }),
    ])
    await untilStates(owner.enterpriseId, ['missed', 'planned'])
    await house.hosting.account(owner, { id: accountId })
    await untilStates(owner.enterpriseId, ['missed', 'delivered'])
    expect(received(accountId).map((e) => e.conversationId)).toEqual(['wm-2'])
    expect(received(accountId)[0]!.at).toBeGreaterThanOrEqual(due)
    expect(received(accountId)[0]!.at).toBeLessThan(due + 300)
  })

  it('waits while the licence has ended and goes out when it is back', async () => {
    const owner = anOwner()
    unlicensed.add(owner.enterpriseId)
    const { accountId, ids } = await aCrowd(1, { owner })
    await plan(owner.enterpriseId, [aPlan(ids[0]!)])
    await eventually(() => expect(house.service.get(LicenseLeases).isRefused(owner.enterpriseId)).toBe(true))
    expect(received(accountId)).toHaveLength(0)
    expect((await states(owner.enterpriseId)).map((s) => s.state)).toEqual(['planned'])
    unlicensed.delete(owner.enterpriseId)
    await untilStates(owner.enterpriseId, ['delivered'])
  })

  it('pulls into the first room that is not full, as the customer’s own account sees it', async () => {
    const { owner, teamId, accountId, ids } = await aCrowd(2)
    const room = (providerId: string, memberCount: number) => ({
      providerId,
      name: providerId,
      memberCount,
      external: true,
      owned: true,
    })
    await house.hosting.announce(roomsListed, owner.enterpriseId, {
      accountId,
      teamId,
      rooms: [room('room-a', 500), room('room-b', 100), room('room-c', 1)],
    })
    const caller = house.service.rpc(owner)
    const rooms = await eventually(async () => {
      const { items } = await caller.call(listRooms, { teamId })
      expect(items).toHaveLength(3)
      return items.map((r) => r.id)
    })
    house.hosting.refuse.set('wm-2', { outcome: 'refused', code: 'ROOM_FULL', times: 1 })
    const content: Content = { kind: 'room-invite', roomIds: rooms }
    await plan(owner.enterpriseId, [aPlan(ids[0]!, { content })])
    await untilStates(owner.enterpriseId, ['delivered'])
    await plan(owner.enterpriseId, [aPlan(ids[1]!, { content })])
    await untilStates(owner.enterpriseId, ['delivered', 'delivered'])
    expect(received(accountId).map((e) => [e.conversationId, e.room])).toEqual([
      ['wm-1', 'room-b'],
      ['wm-2', 'room-c'],
    ])
  })
})

describe('whatever goes wrong, a customer gets a message once', () => {
  it('with answers lost and outcomes unknown: 500 sends, 500 in the ledger, states that add up', async () => {
    const { owner, accountId, ids } = await aCrowd(500)
    Object.assign(house.hosting, { lostAcks: 0.2, ambiguous: 0.03 })
    for (let i = 0; i < 500; i += 50)
      await plan(
        owner.enterpriseId,
        ids.slice(i, i + 50).map((id) => aPlan(id)),
      )
    await untilStates(owner.enterpriseId, Array(500).fill('delivered'))
    Object.assign(house.hosting, { lostAcks: 0, ambiguous: 0 })
    expect(new Set(received(accountId).map((e) => e.conversationId)).size).toBe(500)
    expect(received(accountId)).toHaveLength(500)
  }, 30_000)

  it('with echoes and answers lost: class A counts as delivered after the grace', async () => {
    const { owner, accountId, ids } = await aCrowd(5)
    house.hosting.echo = false
    await plan(
      owner.enterpriseId,
      ids.map((id) => aPlan(id)),
    )
    await untilStates(owner.enterpriseId, Array(5).fill('acked'))
    await untilStates(owner.enterpriseId, Array(5).fill('delivered'))
    house.hosting.echo = true
    expect(received(accountId)).toHaveLength(5)
  })

  it('with a worker that remembers no keys: an unknown outcome is shown and not repeated, a late echo settles it', async () => {
    const { owner, accountId, ids } = await aCrowd(1)
    Object.assign(house.hosting, { providerClass: 'C', ambiguous: 1, echo: false })
    await plan(owner.enterpriseId, [aPlan(ids[0]!)])
    await untilStates(owner.enterpriseId, ['unknown'])
    Object.assign(house.hosting, { providerClass: 'A', ambiguous: 0, echo: true })
    expect(house.hosting.calls.flat().filter((i) => i.accountId === accountId)).toHaveLength(1)
    const { sendId } = received(accountId)[0]!
    await house.hosting.says(accountId, { conversationId: 'wm-1', self: true, sendId, providerMessageId: 'late' })
    await untilStates(owner.enterpriseId, ['delivered'])
    expect((await settledEvents(owner.enterpriseId)).map((s) => s.state)).toEqual(['unknown', 'delivered'])
  })

  it('when the customer’s phone refuses what was accepted: failed, and the customer is marked', async () => {
    const { owner, teamId, accountId, ids } = await aCrowd(1)
    await plan(owner.enterpriseId, [aPlan(ids[0]!)])
    await untilStates(owner.enterpriseId, ['delivered'])
    await house.hosting.says(accountId, { conversationId: 'wm-1', kind: 'system', text: '消息已发出，但被对方拒收了。' })
    await untilStates(owner.enterpriseId, ['failed'])
    const { items } = await house.service.rpc(owner).call(listCustomers, { teamId })
    expect(items[0]!.relation).toBe('blocked')
  })

  it('when NATS is killed in the middle and comes back', async () => {
    const { owner, accountId, ids } = await aCrowd(300)
    house.hosting.delayMs = 20
    for (let i = 0; i < 300; i += 20)
      await plan(
        owner.enterpriseId,
        ids.slice(i, i + 20).map((id) => aPlan(id)),
      )
    await house.nats.kill()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await house.nats.start()
    await untilStates(owner.enterpriseId, Array(300).fill('delivered'))
    house.hosting.delayMs = 0
    expect(received(accountId)).toHaveLength(300)
  }, 40_000)

  it('when the process dies between the committed hand-over and the call: another one hands over with the same key', async () => {
    const { owner, accountId, ids } = await aCrowd(40)
    const handing = house.service.get(HandOverSends)
    const original = handing.execute.bind(handing)
    let died = 0
    // The process is gone for these sends: neither the call nor anything after it happens.
    handing.execute = async (_enterprise, handed) => {
      died += handed.length
      return true
    }
    await plan(
      owner.enterpriseId,
      ids.map((id) => aPlan(id)),
    )
    await eventually(() => expect(died).toBe(40))
    handing.execute = original
    expect((await states(owner.enterpriseId)).map((s) => s.state)).toEqual(Array(40).fill('handed'))
    expect(received(accountId)).toHaveLength(0)
    await untilStates(owner.enterpriseId, Array(40).fill('delivered'))
    expect(received(accountId)).toHaveLength(40)
  })

  it('when the process dies after the worker took it but before the answer was written', async () => {
    const { owner, accountId, ids } = await aCrowd(40)
    const handing = house.service.get(HandOverSends)
    const original = handing.execute.bind(handing)
    house.hosting.echo = false
    const caller = house.service.get<{ rpc: { call: (...args: unknown[]) => Promise<unknown> } }>(HandOverSends as never)
    let died = 0
    handing.execute = async (enterpriseId, handed) => {
      died += handed.length
      await caller.rpc.call(
        handOver,
        { items: handed.map((h) => h.item) },
        { actor: { kind: 'service', service: 'messaging', enterpriseId } },
      )
      return true
    }
    await plan(
      owner.enterpriseId,
      ids.map((id) => aPlan(id)),
    )
    await eventually(() => expect(received(accountId)).toHaveLength(40))
    handing.execute = original
    await untilStates(owner.enterpriseId, Array(40).fill('delivered'))
    house.hosting.echo = true
    expect(died).toBe(40)
    expect(received(accountId)).toHaveLength(40)
    expect(house.hosting.calls.flat().filter((i) => i.accountId === accountId)).toHaveLength(80)
  })
})

describe('the schema', () => {
  it('lists the same states as the contract', async () => {
    const [row] = await house.service.dataSource.query<{ def: string }[]>(
      `select pg_get_constraintdef(oid) as def from pg_constraint where conname = 'ck_send_state'`,
    )
    const listed = [...row!.def.matchAll(/'([a-z]+)'::text/g)].map((m) => m[1])
    expect(listed.sort()).toEqual([...SEND_STATES].sort())
  })

  it('can be taken back, migration by migration', async () => {
    const database = await testDatabase('messaging')
    const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, installExtensions: false }).initialize()
    try {
      const runner = owner.createQueryRunner()
      for (const Migration of [...migrations].reverse()) await new Migration().down(runner)
      const left = await runner.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') and relname not in ('migration', 'migration_id_seq')
         union all select proname from pg_proc where pronamespace = 'public'::regnamespace`,
      )
      await runner.release()
      expect(left).toEqual([])
    } finally {
      await owner.destroy()
      await database.drop()
    }
  })

  it('gives every table of an enterprise forced row-level security', async () => {
    const open = await house.service.dataSource.query<{ relname: string }[]>(
      `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'enterprise_id'
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`,
    )
    expect(open).toEqual([])
  })

  it('looks names up in the index although row-level security is on', async () => {
    const { owner } = await aCrowd(1)
    await house.hosting.customers(await house.hosting.account(owner), [aContact(900, { name: '欧阳' })])
    const client = new Client({ connectionString: house.database.ownerUrl })
    await client.connect()
    try {
      await client.query(`set enable_seqscan = off`)
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain select id from customer where grams @> '{欧阳}'`)
      expect(rows.map((r) => r['QUERY PLAN']).join('\n')).toContain('ix_customer_grams')
    } finally {
      await client.end()
    }
  })
})
