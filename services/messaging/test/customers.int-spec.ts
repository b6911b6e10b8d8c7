import {
  accountRemoved,
  contactAdded,
  contactRelationChanged,
  contactsListed,
  roomsListed,
  syncFinished,
  tagsListed,
} from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { estimateAudience } from '@miaohui/contracts/messaging/audience'
import { countCustomers, getCustomer, getFreshness, listCustomers, tagCustomers } from '@miaohui/contracts/messaging/customer'
import { customerAdded, type CustomerAdded } from '@miaohui/contracts/messaging/events'
import { listRooms } from '@miaohui/contracts/messaging/room'
import { createTag, deleteTag, listTags, updateTag } from '@miaohui/contracts/messaging/tag'
import { eventually } from '@miaohui/testing/eventually'
import { aMember } from '@miaohui/testing/actors'
import { aContact, aHouse, anOwner, contacts, teamOf, untilCustomers, type House } from './fixture'

// The machine that runs this may be busy with other specs.
jest.setTimeout(30_000)

let house: House
beforeAll(async () => {
  house = await aHouse()
}, 60_000)
afterAll(() => house?.close())

async function outboxOf(enterpriseId: string, name: string): Promise<CustomerAdded[]> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: house.database.appUrl })
  await client.connect()
  try {
    await client.query(`select set_config('app.relay', 'on', false)`)
    const { rows } = await client.query('select data from outbox where enterprise_id = $1 and name = $2 order by seq', [
      enterpriseId,
      name,
    ])
    return rows.map((r) => r.data as CustomerAdded)
  } finally {
    await client.end()
  }
}

describe('customers', () => {
  it('come from synchronised contacts, a page at a time, and a second synchronisation only changes what changed', async () => {
    const owner = anOwner()
    const account = await house.hosting.account(owner)
    await house.hosting.customers(account, contacts(250))
    await untilCustomers(house, owner.enterpriseId, 250)
    const versions = () =>
      house.service.units.run(owner.enterpriseId, (db) =>
        db.query<{ v: string; name: string }[]>('select xmin::text as v, name from customer order by provider_id'),
      )
    const before = await versions()
    await house.hosting.customers(account, [aContact(1, { name: '改名' }), ...contacts(249, 2)])
    await eventually(async () => expect((await versions()).some((r) => r.name === '改名')).toBe(true))
    const after = await versions()
    expect(after.filter((row, i) => row.v !== before[i]!.v).map((r) => r.name)).toEqual(['改名'])
  })

  it('are listed newest first, page by page without gaps, and found by two characters of a name', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const account = await house.hosting.account(owner)
    await house.hosting.customers(account, [
      ...contacts(60),
      aContact(61, { name: '欧阳娜娜' }),
      aContact(62, { name: '李雷', remark: '欧阳家长' }),
    ])
    await untilCustomers(house, owner.enterpriseId, 62)
    const caller = house.service.rpc(owner)
    const names: string[] = []
    let after: string | undefined
    do {
      const page = await caller.call(listCustomers, { teamId, limit: 25, after })
      names.push(...page.items.map((c) => c.name))
      after = page.next
    } while (after)
    expect(names).toHaveLength(62)
    expect(new Set(names).size).toBe(62)
    expect(names[0]).toBe('李雷')
    const search = async (text: string) =>
      (await caller.call(listCustomers, { teamId, filter: { search: text } })).items.map((c) => c.name)
    expect(await search('欧阳')).toEqual(['李雷', '欧阳娜娜'])
    expect(await search('欧阳娜')).toEqual(['欧阳娜娜'])
    expect(await search('没有')).toEqual([])
    expect(await caller.call(countCustomers, { teamId, filter: { search: '欧阳' } })).toEqual({ count: 2 })
  })

  it('of another team or enterprise are answered like unknown ones', async () => {
    const owner = anOwner()
    const account = await house.hosting.account(owner)
    await house.hosting.customers(account, contacts(1))
    await untilCustomers(house, owner.enterpriseId, 1)
    const [customer] = (await house.service.rpc(owner).call(listCustomers, { teamId: teamOf(owner) })).items
    const strangers = [anOwner(), anOwner({ enterpriseId: owner.enterpriseId })]
    for (const stranger of strangers) {
      const call = house.service.rpc(stranger).call(getCustomer, { teamId: teamOf(stranger), id: customer!.id })
      await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    const guest = aMember({ enterpriseId: owner.enterpriseId, teamIds: [newId()] })
    await expect(house.service.rpc(guest).call(listCustomers, { teamId: teamOf(owner) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const blind = aMember({ enterpriseId: owner.enterpriseId, teamIds: owner.teamIds, permissions: [] })
    await expect(house.service.rpc(blind).call(listCustomers, { teamId: teamOf(owner) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('are invisible to the application outside a unit of work', async () => {
    const owner = anOwner()
    await house.hosting.customers(await house.hosting.account(owner), contacts(3))
    await untilCustomers(house, owner.enterpriseId, 3)
    for (const table of [
      'customer',
      'hosted_account',
      'send',
      'broadcast',
      'conversation',
      'message',
      'tag',
      'customer_tag',
      'room',
      'material',
      'account_pacing',
    ])
      expect(await house.service.dataSource.query(`select * from ${table}`)).toEqual([])
    await expect(
      house.service.units.run(newId(), (db) =>
        db.query(`insert into hosted_account (id, enterprise_id, team_id) values ($1, $2, $3)`, [
          newId(),
          owner.enterpriseId,
          newId(),
        ]),
      ),
    ).rejects.toThrow(/row-level security/)
  })

  it('announce each new friendship once: new, listed a moment before, reported twice, left and come back', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    const { announce } = house.hosting
    const at = new Date()
    const added = (n: number, when = at) =>
      announce(contactAdded, owner.enterpriseId, {
        accountId,
        teamId,
        contact: aContact(n, { addedAt: when.toISOString() }),
        at: when.toISOString(),
      })
    await announce(contactsListed, owner.enterpriseId, {
      accountId,
      teamId,
      contacts: [aContact(1, { addedAt: new Date(at.getTime() - 60_000).toISOString() }), aContact(2)],
    })
    await untilCustomers(house, owner.enterpriseId, 2)
    await added(1)
    await added(2)
    await added(3)
    await added(3, new Date(at.getTime() + 5))
    await untilCustomers(house, owner.enterpriseId, 3)
    await announce(contactRelationChanged, owner.enterpriseId, { accountId, teamId, providerId: 'wm-2', relation: 'deleted' })
    await eventually(async () =>
      expect(await house.service.rpc(owner).call(countCustomers, { teamId, filter: { relation: 'deleted' } })).toEqual({
        count: 1,
      }),
    )
    await added(2, new Date(at.getTime() + 10))
    await eventually(async () => {
      const told = await outboxOf(owner.enterpriseId, customerAdded.name)
      expect(told.map((d) => d.name).sort()).toEqual(['客户1', '客户2', '客户3'])
    })
  })

  it('stay deleted when a later synchronisation lists them: WeCom goes on listing them', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    await house.hosting.customers(accountId, contacts(2))
    await untilCustomers(house, owner.enterpriseId, 2)
    await house.hosting.announce(contactRelationChanged, owner.enterpriseId, {
      accountId,
      teamId,
      providerId: 'wm-1',
      relation: 'blocked',
    })
    await house.hosting.customers(accountId, [aContact(1, { name: '还在列表里' }), aContact(2)])
    await eventually(async () => {
      const { items } = await house.service.rpc(owner).call(listCustomers, { teamId, filter: { search: '还在' } })
      expect(items.map((c) => c.relation)).toEqual(['blocked'])
    })
  })

  it('say how fresh the list is, and belong to nobody reachable when their account was removed', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    await house.hosting.customers(accountId, contacts(4))
    const at = new Date().toISOString()
    await house.hosting.announce(syncFinished, owner.enterpriseId, { accountId, teamId, contacts: 4, rooms: 0, at })
    const caller = house.service.rpc(owner)
    await eventually(async () =>
      expect((await caller.call(getFreshness, { teamId })).accounts).toEqual([
        { accountId, name: expect.any(String), syncedAt: at, customers: 4 },
      ]),
    )
    await house.hosting.announce(accountRemoved, owner.enterpriseId, { accountId, teamId })
    await eventually(async () =>
      expect(await caller.call(estimateAudience, { teamId, filter: {} })).toMatchObject({ matched: 0, reachable: 0 }),
    )
    expect(await caller.call(countCustomers, { teamId })).toEqual({ count: 4 })
  })
})

describe('tags', () => {
  it('of WeCom are linked whichever comes first, customers or tags', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    const list = (names: string[]) =>
      house.hosting.announce(tagsListed, owner.enterpriseId, {
        accountId,
        teamId,
        tags: names.map((name) => ({
          providerId: name,
          name,
          kind: name.startsWith('个') ? ('personal' as const) : ('corp' as const),
          groupName: '阶段',
        })),
      })
    await house.hosting.customers(accountId, [aContact(1, { tagIds: ['高意向', '个人一'] }), aContact(2)])
    await untilCustomers(house, owner.enterpriseId, 2)
    await list(['高意向', '已报名', '个人一'])
    const caller = house.service.rpc(owner)
    const counts = async () =>
      Object.fromEntries((await caller.call(listTags, { teamId })).items.map((t) => [t.name, t.customerCount]))
    await eventually(async () => expect(await counts()).toEqual({ 高意向: 1, 已报名: 0, 个人一: 1 }))
    await house.hosting.customers(accountId, [aContact(1, { tagIds: ['已报名'] }), aContact(2, { tagIds: ['已报名'] })])
    await eventually(async () => expect(await counts()).toEqual({ 高意向: 0, 已报名: 2, 个人一: 0 }))
    const wecom = (await caller.call(listTags, { teamId })).items.find((t) => t.name === '已报名')!
    await expect(caller.call(deleteTag, { teamId, id: wecom.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(
      caller.call(tagCustomers, { teamId, filter: {}, addTagIds: [wecom.id], removeTagIds: [] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of our own are put on by filter with a limit, counted, renamed and taken away', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    await house.hosting.customers(accountId, contacts(300))
    await untilCustomers(house, owner.enterpriseId, 300)
    const caller = house.service.rpc(owner)
    const tag = await caller.call(createTag, { teamId, name: 'VIP', colour: 'amber' })
    await expect(caller.call(createTag, { teamId, name: 'vip' })).rejects.toMatchObject({ code: 'TAG_NAME_TAKEN' })
    const put = { teamId, filter: {}, limit: 200, addTagIds: [tag.id], removeTagIds: [] }
    expect(await caller.call(tagCustomers, put)).toEqual({ chosen: 200, changed: 200 })
    expect(await caller.call(tagCustomers, put)).toEqual({ chosen: 200, changed: 0 })
    expect(await caller.call(countCustomers, { teamId, filter: { anyTagIds: [tag.id] } })).toEqual({ count: 200 })
    expect(await caller.call(countCustomers, { teamId, filter: { noTagIds: [tag.id] } })).toEqual({ count: 100 })
    const some = (await caller.call(listCustomers, { teamId, filter: { anyTagIds: [tag.id] }, limit: 10 })).items
    expect(some[0]!.tagIds).toEqual([tag.id])
    const off = { teamId, customerIds: some.map((c) => c.id), addTagIds: [], removeTagIds: [tag.id] }
    expect(await caller.call(tagCustomers, off)).toEqual({ chosen: 10, changed: 10 })
    expect(await caller.call(updateTag, { teamId, id: tag.id, name: '贵宾' })).toMatchObject({
      name: '贵宾',
      colour: 'amber',
      customerCount: 190,
    })
    await caller.call(deleteTag, { teamId, id: tag.id })
    expect(await caller.call(countCustomers, { teamId, filter: { anyTagIds: [tag.id] } })).toEqual({ count: 0 })
    await expect(caller.call(tagCustomers, { teamId, addTagIds: [], removeTagIds: [] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
  })
})

describe('the estimate of an audience', () => {
  it('reconciles: matched − duplicates − deleted − blocked = reachable, with offline as information', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const [one, two] = [await house.hosting.account(owner), await house.hosting.account(owner, { connected: false })]
    await house.hosting.customers(one, contacts(10))
    // 9 and 10 are friends of both accounts; 9 deleted the first one and is reached through the second.
    await house.hosting.customers(two, contacts(6, 9))
    await untilCustomers(house, owner.enterpriseId, 16)
    const left = (accountId: string, providerId: string, relation: 'deleted' | 'blocked') =>
      house.hosting.announce(contactRelationChanged, owner.enterpriseId, { accountId, teamId, providerId, relation })
    await left(one, 'wm-1', 'deleted')
    await left(one, 'wm-2', 'blocked')
    await left(one, 'wm-9', 'deleted')
    const caller = house.service.rpc(owner)
    await eventually(async () =>
      expect(await caller.call(estimateAudience, { teamId, filter: {} })).toEqual({
        matched: 16,
        duplicates: 2,
        deleted: 1,
        blocked: 1,
        reachable: 12,
        offline: 5,
        accounts: 2,
      }),
    )
    expect(await caller.call(estimateAudience, { teamId, filter: { accountIds: [one], relation: 'deleted' } })).toMatchObject({
      matched: 2,
      deleted: 2,
      reachable: 0,
    })
  })
})

describe('rooms', () => {
  it('are listed by name and brought up to date', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const accountId = await house.hosting.account(owner)
    const room = (providerId: string, name: string, memberCount = 10) => ({
      providerId,
      name,
      memberCount,
      external: true,
      owned: false,
    })
    await house.hosting.announce(roomsListed, owner.enterpriseId, {
      accountId,
      teamId,
      rooms: [room('r1', 'B群'), room('r2', 'A群')],
    })
    await house.hosting.announce(roomsListed, owner.enterpriseId, { accountId, teamId, rooms: [room('r1', 'B群', 99)] })
    const caller = house.service.rpc(owner)
    await eventually(async () =>
      expect((await caller.call(listRooms, { teamId })).items.map((r) => [r.name, r.memberCount])).toEqual([
        ['A群', 10],
        ['B群', 99],
      ]),
    )
    expect((await caller.call(listRooms, { teamId, search: 'b' })).items.map((r) => r.name)).toEqual(['B群'])
  })
})
