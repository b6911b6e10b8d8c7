import { accountRemoved, contactRelationChanged } from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { LiveNotice } from '@miaohui/contracts/kernel/live'
import { estimateAudience } from '@miaohui/contracts/messaging/audience'
import {
  cancelBroadcast,
  createBroadcast,
  getBroadcast,
  listBroadcasts,
  listBroadcastSends,
  pauseBroadcast,
  resumeBroadcast,
  type Broadcast,
  type CreateBroadcast,
  type SendCounts,
} from '@miaohui/contracts/messaging/broadcast'
import { listConversations } from '@miaohui/contracts/messaging/conversation'
import { planSends } from '@miaohui/contracts/messaging/send'
import { decodeJson } from '@miaohui/platform/nats/wire'
import { aService } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { FreezeBroadcast } from '../src/broadcasts/freeze-broadcast'
import { ClaimSends } from '../src/sends/claim-sends'
import { aContact, aHouse, anOwner, contacts, teamOf, untilCustomers, type House } from './fixture'

// The machine that runs this may be busy with other specs.
jest.setTimeout(30_000)

let house: House
beforeAll(async () => {
  house = await aHouse()
}, 60_000)
afterAll(() => house?.close())

async function aTeam(customers: number): Promise<{ owner: MemberActor; teamId: string; accountId: string }> {
  const owner = anOwner()
  const accountId = await house.hosting.account(owner)
  await house.hosting.customers(accountId, contacts(customers))
  await untilCustomers(house, owner.enterpriseId, customers)
  return { owner, teamId: teamOf(owner), accountId }
}

const aBroadcast = (teamId: string, over: Partial<CreateBroadcast> = {}): CreateBroadcast => ({
  teamId,
  name: '周末直播',
  mode: 'unlimited',
  filter: {},
  messages: [{ kind: 'text', text: '{{昵称}}，周末直播见' }],
  idempotencyKey: newId(),
  ...over,
})
const received = (accountId: string) => house.hosting.ledger.filter((e) => e.accountId === accountId)
const sum = (counts: SendCounts) => Object.values(counts).reduce((a: number, b: number) => a + b, 0)

async function untilState(owner: MemberActor, id: string, state: Broadcast['state']): Promise<Broadcast> {
  return eventually(
    async () => {
      const broadcast = await house.service.rpc(owner).call(getBroadcast, { teamId: teamOf(owner), id })
      expect(broadcast.state).toBe(state)
      return broadcast
    },
    { withinMs: 15_000 },
  )
}

describe('a broadcast', () => {
  it('reaches everybody of the estimate once, in order, and its counts add up at every moment', async () => {
    const { owner, teamId, accountId } = await aTeam(500)
    const caller = house.service.rpc(owner)
    const left = (providerId: string) =>
      house.hosting.announce(contactRelationChanged, owner.enterpriseId, { accountId, teamId, providerId, relation: 'deleted' })
    for (let n = 1; n <= 20; n++) await left(`wm-${n}`)
    const estimate = await eventually(async () => {
      const answer = await caller.call(estimateAudience, { teamId, filter: {} })
      expect(answer).toMatchObject({ matched: 500, deleted: 20, reachable: 480 })
      return answer
    })
    Object.assign(house.hosting, { lostAcks: 0.1, ambiguous: 0.03 })
    const messages: CreateBroadcast['messages'] = [
      { kind: 'text', text: '{{昵称}}，第一条' },
      { kind: 'link', linkUrl: 'https://example.com/live', linkTitle: '直播间' },
    ]
    const created = await caller.call(createBroadcast, aBroadcast(teamId, { messages }))
    expect(created).toMatchObject({ state: 'freezing', audience: estimate, createdByName: owner.name })
    const seen: Broadcast[] = []
    const finished = await eventually(
      async () => {
        const broadcast = await caller.call(getBroadcast, { teamId, id: created.id })
        seen.push(broadcast)
        const frozen = broadcast.state !== 'freezing'
        if (sum(broadcast.counts) !== (frozen ? 960 : 0) || broadcast.sends !== sum(broadcast.counts))
          throw new Error('counts do not add up')
        expect(broadcast.state).toBe('finished')
        return broadcast
      },
      { withinMs: 20_000 },
    )
    Object.assign(house.hosting, { lostAcks: 0, ambiguous: 0 })
    expect(finished).toMatchObject({ audience: estimate, sends: 960, finishedAt: expect.any(String) })
    expect(finished.counts).toMatchObject({ delivered: 960, failed: 0, unknown: 0 })
    for (const broadcast of seen) if (broadcast.state !== 'freezing') expect(sum(broadcast.counts)).toBe(960)
    expect(received(accountId)).toHaveLength(960)
    const one = received(accountId).filter((e) => e.conversationId === 'wm-77')
    expect(one.map((e) => e.text)).toEqual(['客户77，第一条', undefined])
    const page = await caller.call(listBroadcastSends, { teamId, id: created.id, limit: 100 })
    expect(page.items).toHaveLength(100)
    expect(page.items[0]).toMatchObject({ stepNo: 0, state: 'delivered', outcome: null })
    expect((await caller.call(listBroadcasts, { teamId })).items.map((b) => b.id)).toEqual([created.id])
    expect((await caller.call(listConversations, { teamId })).items[0]).toMatchObject({
      lastText: '直播间',
      lastKind: 'link',
      unread: 0,
    })
  }, 40_000)

  it('asked for twice with one key starts once; another request under the key is refused', async () => {
    const { owner, teamId, accountId } = await aTeam(3)
    const caller = house.service.rpc(owner)
    const request = aBroadcast(teamId)
    const [a, b] = await Promise.all([caller.call(createBroadcast, request), caller.call(createBroadcast, request)])
    expect(a!.id).toBe(b!.id)
    await expect(caller.call(createBroadcast, { ...request, name: '别的' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    await untilState(owner, a!.id, 'finished')
    expect(received(accountId)).toHaveLength(3)
  })

  it('is refused for an empty audience, empty content, somebody else’s picture and an account in its first hour', async () => {
    const { owner, teamId } = await aTeam(2)
    const caller = house.service.rpc(owner)
    const refused = (over: Partial<CreateBroadcast>) => caller.call(createBroadcast, aBroadcast(teamId, over))
    await expect(refused({ filter: { search: '没有这个人' } })).rejects.toMatchObject({
      code: 'AUDIENCE_EMPTY',
      meta: { matched: 0 },
    })
    await expect(refused({ messages: [{ kind: 'text', text: ' ' }] })).rejects.toMatchObject({
      code: 'CONTENT_EMPTY',
      errors: [{ path: 'messages.0.text', code: 'REQUIRED' }],
    })
    await expect(refused({ messages: [{ kind: 'image', materialId: newId() }] })).rejects.toMatchObject({
      code: 'CONTENT_EMPTY',
      errors: [{ path: 'messages.0.materialId', code: 'GONE' }],
    })
    const until = new Date(Date.now() + 3600_000).toISOString()
    const fresh = await house.hosting.account(owner, { watchUntil: until })
    await house.hosting.customers(fresh, [aContact(50)])
    await untilCustomers(house, owner.enterpriseId, 3)
    await expect(refused({})).rejects.toMatchObject({ code: 'ACCOUNT_IN_WATCH', meta: { accountIds: [fresh], until } })
    expect((await caller.call(listBroadcasts, { teamId })).items).toEqual([])
  })

  it('planned for later fixes its people now and starts at its time', async () => {
    const { owner, teamId, accountId } = await aTeam(2)
    const caller = house.service.rpc(owner)
    const startAt = Date.now() + 1200
    const created = await caller.call(createBroadcast, aBroadcast(teamId, { startAt: new Date(startAt).toISOString() }))
    expect(created.state).toBe('scheduled')
    await eventually(async () => expect((await caller.call(getBroadcast, { teamId, id: created.id })).sends).toBe(2))
    await house.hosting.customers(accountId, [aContact(99)])
    await untilCustomers(house, owner.enterpriseId, 3)
    await untilState(owner, created.id, 'finished')
    expect(received(accountId)).toHaveLength(2)
    expect(Math.min(...received(accountId).map((e) => e.at))).toBeGreaterThanOrEqual(startAt)
  })

  it('pauses, goes on and is cancelled: what was handed over ends, the rest is dropped, and nothing is lost in the counts', async () => {
    const { owner, teamId, accountId } = await aTeam(3000)
    house.hosting.delayMs = 50
    const caller = house.service.rpc(owner)
    const { id } = await caller.call(createBroadcast, aBroadcast(teamId))
    await eventually(() => expect(received(accountId).length).toBeGreaterThan(0), { everyMs: 1 })
    expect((await caller.call(pauseBroadcast, { teamId, id })).state).toBe('paused')
    const still = await eventually(async () => {
      const { counts } = await caller.call(getBroadcast, { teamId, id })
      expect(counts.claimed + counts.handed + counts.acked).toBe(0)
      return counts
    })
    expect(still.planned).toBeGreaterThan(0)
    expect(still.delivered).toBe(received(accountId).length)
    expect((await caller.call(resumeBroadcast, { teamId, id })).state).toBe('running')
    await eventually(() => expect(received(accountId).length).toBeGreaterThan(still.delivered))
    expect((await caller.call(cancelBroadcast, { teamId, id })).state).toBe('cancelled')
    house.hosting.delayMs = 0
    const after = await eventually(async () => {
      const { counts } = await caller.call(getBroadcast, { teamId, id })
      expect(counts.planned + counts.claimed + counts.handed + counts.acked).toBe(0)
      return counts
    })
    expect(sum(after)).toBe(3000)
    expect(after.delivered).toBe(received(accountId).length)
    expect(after.cancelled).toBe(3000 - received(accountId).length)
    await expect(caller.call(resumeBroadcast, { teamId, id })).rejects.toMatchObject({ code: 'BROADCAST_STATE' })
  }, 30_000)

  it('that is cancelled does not call cancelled what may have arrived', async () => {
    const { owner, teamId } = await aTeam(3)
    const caller = house.service.rpc(owner)
    const startAt = new Date(Date.now() + 3600_000).toISOString()
    const { id } = await caller.call(createBroadcast, aBroadcast(teamId, { startAt }))
    await eventually(async () => expect((await caller.call(getBroadcast, { teamId, id })).sends).toBe(3))
    // As after a hand-over whose answer was lost, while the repetition waits.
    await house.service.units.run(owner.enterpriseId, (db) =>
      db.query(`update send set in_doubt = true, ever_handed = true where id = (select id from send limit 1)`),
    )
    expect(await caller.call(cancelBroadcast, { teamId, id })).toMatchObject({
      state: 'cancelled',
      counts: { cancelled: 2, unknown: 1 },
    })
  })

  it('is frozen again after a crash in the middle of freezing, with the same people once', async () => {
    const { owner, teamId, accountId } = await aTeam(50)
    const freeze = house.service.get(FreezeBroadcast)
    const original = freeze.execute.bind(freeze)
    let crashes = 0
    freeze.execute = async (enterpriseId) =>
      house.service.units.run(enterpriseId, async () => {
        crashes++
        throw new Error('the process died')
      })
    const { id } = await house.service.rpc(owner).call(createBroadcast, aBroadcast(teamId))
    await eventually(() => expect(crashes).toBeGreaterThan(1))
    expect(await untilState(owner, id, 'freezing')).toMatchObject({ sends: 0 })
    freeze.execute = original
    expect(await untilState(owner, id, 'finished')).toMatchObject({ sends: 50 })
    expect(received(accountId)).toHaveLength(50)
  })

  it('waits for accounts that are offline, says so, and gives up those of an account that is removed', async () => {
    const { owner, teamId } = await aTeam(1)
    const gone = await house.hosting.account(owner, { connected: false })
    await house.hosting.customers(gone, contacts(2, 500))
    await untilCustomers(house, owner.enterpriseId, 3)
    const caller = house.service.rpc(owner)
    const { id } = await caller.call(createBroadcast, aBroadcast(teamId))
    await eventually(async () => {
      const { items } = await caller.call(listBroadcastSends, { teamId, id, state: 'planned' })
      expect(items.map((s) => s.outcome)).toEqual(['ACCOUNT_OFFLINE', 'ACCOUNT_OFFLINE'])
    })
    await house.hosting.announce(accountRemoved, owner.enterpriseId, { accountId: gone, teamId })
    expect((await untilState(owner, id, 'finished')).counts).toMatchObject({ delivered: 1, missed: 2 })
  })

  it('shows its progress to the team, at most once a second, and is not there for other teams', async () => {
    const { owner, teamId } = await aTeam(400)
    const watcher = await house.nats.connect('gateway')
    const notices: { at: number; notice: LiveNotice }[] = []
    watcher.subscribe(`live.${owner.enterpriseId}.>`, {
      callback: (_error, message) => notices.push({ at: Date.now(), notice: decodeJson(message.data) as LiveNotice }),
    })
    await watcher.flush()
    const { id } = await house.service.rpc(owner).call(createBroadcast, aBroadcast(teamId))
    await untilState(owner, id, 'finished')
    await eventually(() => expect(notices.at(-1)?.notice.patch).toMatchObject({ state: 'finished', counts: { delivered: 400 } }))
    await watcher.close()
    expect(notices.every((n) => n.notice.topic === `team:${teamId}:broadcast`)).toBe(true)
    const revs = notices.map((n) => n.notice.rev)
    expect([...revs].sort((a, b) => a - b)).toEqual(revs)
    expect(notices.length).toBeLessThan(8)
    const stranger = anOwner({ enterpriseId: owner.enterpriseId })
    for (const rpc of [getBroadcast, pauseBroadcast, cancelBroadcast])
      await expect(house.service.rpc(stranger).call(rpc, { teamId: teamOf(stranger), id })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    await expect(house.service.rpc(stranger).call(listBroadcastSends, { teamId: teamOf(stranger), id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('is shared by two processes without a send going out twice', async () => {
    const { owner, teamId, accountId } = await aTeam(1000)
    const second = await house.replica()
    const claims = [house.service, second].map((service) => {
      const claim = service.get(ClaimSends)
      const original = claim.claim.bind(claim)
      const count = { n: 0 }
      claim.claim = async (...args) => {
        const rows = await original(...args)
        count.n += rows.filter((r) => r.account_id === accountId).length
        return rows
      }
      return count
    })
    const { id } = await house.service.rpc(owner).call(createBroadcast, aBroadcast(teamId))
    expect((await untilState(owner, id, 'finished')).counts.delivered).toBe(1000)
    expect(received(accountId)).toHaveLength(1000)
    expect(claims[0]!.n + claims[1]!.n).toBe(1000)
    expect(house.hosting.calls.flat().filter((i) => i.accountId === accountId)).toHaveLength(1000)
    await second.close()
  })
})

describe('a process that is stopped', () => {
  it('takes the answers to what it handed over and leaves the rest planned for the next one', async () => {
    const stopping = await aHouse({ MIAOHUI_SEND_LEASE_MS: '30000', MIAOHUI_SEND_CALL_TIMEOUT_MS: '10000' })
    try {
      const owner = anOwner()
      const accountId = await stopping.hosting.account(owner)
      await stopping.hosting.customers(accountId, contacts(2000))
      await untilCustomers(stopping, owner.enterpriseId, 2000)
      stopping.hosting.delayMs = 100
      const { id } = await stopping.service.rpc(owner).call(createBroadcast, aBroadcast(teamOf(owner)))
      await eventually(() => expect(stopping.hosting.ledger.length).toBeGreaterThan(0), { everyMs: 1 })
      await stopping.service.close()
      const next = await stopping.replica({ MIAOHUI_PACING_DAILY_CAP: '1' })
      const { counts } = await next.rpc(owner).call(getBroadcast, { teamId: teamOf(owner), id })
      expect(counts.claimed + counts.handed + counts.unknown + counts.failed).toBe(0)
      expect(counts.planned).toBe(2000 - stopping.hosting.ledger.length)
      expect(counts.acked + counts.delivered).toBe(stopping.hosting.ledger.length)
    } finally {
      await stopping.close()
    }
  }, 60_000)
})

describe('pacing', () => {
  it('keeps the gap between automatic sends over two processes, and lets an answer to a new customer through', async () => {
    const gap = 60
    const paced = await aHouse({ MIAOHUI_PACING_GAP_MS: String(gap) })
    try {
      await paced.replica()
      const owner = anOwner()
      const teamId = teamOf(owner)
      const accountId = await paced.hosting.account(owner)
      await paced.hosting.customers(accountId, contacts(30))
      await untilCustomers(paced, owner.enterpriseId, 30)
      const caller = paced.service.rpc(owner)
      const { id } = await caller.call(createBroadcast, aBroadcast(teamId))
      await eventually(() => expect(paced.hosting.ledger.length).toBeGreaterThan(5))
      const [customer] = await paced.service.units.run(owner.enterpriseId, (db) =>
        db.query<{ id: string }[]>('select id from customer limit 1'),
      )
      const asked = Date.now()
      await paced.service.rpc(aService('sop', owner.enterpriseId)).call(planSends, {
        items: [
          {
            source: 'answer-sop',
            sourceId: newId(),
            stepNo: 0,
            customerId: customer!.id,
            content: { kind: 'text', text: '应答' },
          },
        ],
      })
      const answer = await eventually(
        () => {
          const entry = paced.hosting.ledger.find((e) => e.text === '应答')
          expect(entry).toBeDefined()
          return entry!
        },
        { everyMs: 1 },
      )
      expect(answer.at - asked).toBeLessThan(500)
      expect(paced.hosting.ledger.length).toBeLessThan(25)
      await eventually(async () => expect((await caller.call(getBroadcast, { teamId, id })).state).toBe('finished'), {
        withinMs: 10_000,
      })
      const claimed = await paced.service.units.run(owner.enterpriseId, (db) =>
        db.query<{ at: Date }[]>(`select handed_at as at from send where source = 'broadcast' order by handed_at`),
      )
      // Slots are exact; what follows a claim takes a varying time, so a send may come late but never ahead of its slot.
      const first = claimed[0]!.at.getTime()
      claimed.forEach((row, i) => expect(row.at.getTime() - first).toBeGreaterThanOrEqual(i * gap - 150))
      expect(paced.hosting.ledger).toHaveLength(31)
    } finally {
      await paced.close()
    }
  }, 60_000)

  it('stops at the daily cap', async () => {
    const capped = await aHouse({ MIAOHUI_PACING_DAILY_CAP: '7' })
    try {
      const owner = anOwner()
      const accountId = await capped.hosting.account(owner)
      await capped.hosting.customers(accountId, contacts(20))
      await untilCustomers(capped, owner.enterpriseId, 20)
      const { id } = await capped.service.rpc(owner).call(createBroadcast, aBroadcast(teamOf(owner)))
      await eventually(async () => {
        const { counts } = await capped.service.rpc(owner).call(getBroadcast, { teamId: teamOf(owner), id })
        expect(counts).toMatchObject({ delivered: 7, planned: 13 })
      })
      expect(capped.hosting.ledger).toHaveLength(7)
    } finally {
      await capped.close()
    }
  }, 60_000)
})
