import { accountChanged, accountRemoved, type AccountChanged } from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { customerAdded, customerRelationChanged, sendsSettled } from '@miaohui/contracts/messaging/events'
import { planSends, type PlanSends, type PlannedSend, type SendState } from '@miaohui/contracts/messaging/send'
import * as sop from '@miaohui/contracts/sop/answer-sop'
import { aMember, aSuperAdmin } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { fakeService, type FakeService } from '@miaohui/testing/fake-service'
import { startService, type StartedService } from '@miaohui/testing/service'
import { AppModule } from '../src/app.module'
import { migrations } from '../src/database/migrations/list'

const steps: sop.SopStep[] = [
  { delayMs: 0, content: { kind: 'text', text: '你好，{{昵称}}' } },
  { delayMs: 300, content: { kind: 'image', materialId: newId() } },
  { delayMs: 0, content: { kind: 'room-invite', roomIds: [newId()] } },
]

describe('answering new customers', () => {
  let service: StartedService
  let hosting: FakeService
  let messaging: FakeService
  let lead: MemberActor
  let teamId: string
  let accountId: string
  const planned: (PlannedSend & { sendId: string; at: number })[] = []
  let settleAs: SendState | null = 'delivered'
  let outcome: string | undefined
  let messagingDown = false

  const ask = (actor = lead) => service.rpc(actor)
  const account = async (id: string, team: string, enterpriseId = lead.enterpriseId): Promise<void> => {
    const data: AccountChanged = {
      accountId: id,
      teamId: team,
      state: 'online',
      reason: null,
      connected: true,
      name: '带班号',
      avatarUrl: null,
      providerUserId: 'u1',
      rev: 1,
    }
    await hosting.announce(accountChanged, enterpriseId, data)
    await eventually(async () => {
      const { items } = await ask(aSuperAdmin({ enterpriseId, teamIds: [team] })).call(sop.listAnswerSettings, { teamId: team })
      expect(items.map((i) => i.accountId)).toContain(id)
    })
  }
  const create = (over: Partial<sop.CreateAnswerSop> = {}) =>
    ask().call(sop.createAnswerSop, {
      teamId,
      name: `应答 ${newId()}`,
      accountIds: [accountId],
      steps,
      enabled: true,
      idempotencyKey: newId(),
      ...over,
    })
  const add = async (over: Partial<Parameters<typeof announceAdded>[0]> = {}) =>
    announceAdded({ customerId: newId(), accountId, ...over })
  const announceAdded = async (d: { customerId: string; accountId: string; id?: string }) => {
    const data = { customerId: d.customerId, accountId: d.accountId, teamId, name: '张三', at: new Date().toISOString() }
    await messaging.announce(customerAdded, lead.enterpriseId, data, { id: d.id })
    return d.customerId
  }
  const sendsTo = (customerId: string) => planned.filter((p) => p.customerId === customerId)

  beforeAll(async () => {
    service = await startService('sop', AppModule, { migrations })
    hosting = await fakeService(service.nats, 'account-hosting')
    messaging = await fakeService(service.nats, 'messaging')
    messaging.answer(planSends, async ({ items }: PlanSends, actor) => {
      if (messagingDown) throw new Error('down')
      const enterpriseId = actor.kind === 'service' ? actor.enterpriseId! : ''
      const reply = items.map((item) => {
        const known = planned.find((p) => p.sourceId === item.sourceId && p.stepNo === item.stepNo)
        const sendId = known?.sendId ?? newId()
        if (!known) planned.push({ ...item, sendId, at: Date.now() })
        return { sendId, sourceId: item.sourceId, stepNo: item.stepNo, state: 'planned' as SendState }
      })
      const state = settleAs
      if (state) {
        const at = new Date().toISOString()
        const settled = items.map((i, n) => ({ ...i, sendId: reply[n]!.sendId, state, outcome, at }))
        await messaging.announce(sendsSettled, enterpriseId, { items: settled })
      }
      return { items: reply }
    })
  })
  afterAll(async () => {
    await Promise.all([hosting.close(), messaging.close()])
    await service.close()
  })
  beforeEach(async () => {
    teamId = newId()
    accountId = newId()
    lead = aMember({ teamIds: [teamId], permissions: [...aMember().permissions, 'sop.delete'] })
    settleAs = 'delivered'
    outcome = undefined
    messagingDown = false
    await account(accountId, teamId)
  })

  it('sends the first step at once, the next its delay after the one before, and ends the run', async () => {
    const { id } = await create()
    const customerId = await add()
    await eventually(() => expect(sendsTo(customerId).map((p) => [p.stepNo, p.content.kind])).toEqual([[0, 'text'], [1, 'image'], [2, 'room-invite']])) // prettier-ignore
    const [first, second] = sendsTo(customerId)
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(290)
    expect(second!.at - first!.at).toBeLessThan(290 + 400)
    await eventually(async () => {
      const { items } = await ask().call(sop.listRuns, { teamId, id })
      expect(items).toMatchObject([
        { customerId, state: 'finished', steps: [{ state: 'delivered' }, { state: 'delivered' }, { state: 'delivered' }] },
      ])
    })
    expect(await ask().call(sop.getAnswerSop, { teamId, id })).toMatchObject({ running: 0, finished: 1 })
  })

  it('asks for each step once, however often the news of the customer arrives', async () => {
    await create()
    const eventId = newId()
    const customerId = newId()
    await announceAdded({ customerId, accountId, id: eventId })
    await announceAdded({ customerId, accountId, id: eventId })
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(3))
    expect(new Set(sendsTo(customerId).map((p) => p.sourceId)).size).toBe(1)
  })

  it('waits with the next step until the one before has settled', async () => {
    await create()
    settleAs = null
    const customerId = await add()
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(1))
    const [{ sourceId, sendId, content }] = sendsTo(customerId) as [(typeof planned)[number]]
    const item = { source: 'answer-sop' as const, sourceId, stepNo: 0, customerId, sendId, content, at: new Date().toISOString() }
    await messaging.announce(sendsSettled, lead.enterpriseId, { items: [{ ...item, state: 'acked' }] })
    settleAs = 'delivered'
    await messaging.announce(sendsSettled, lead.enterpriseId, { items: [{ ...item, state: 'delivered' }] })
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(3))
  })

  it('brings a step back when messaging did not answer', async () => {
    await create({ steps: [{ delayMs: 200, content: { kind: 'text', text: '稍等' } }] })
    messagingDown = true
    const customerId = await add()
    await service.units.run(lead.enterpriseId, (db) => db.query(`select 1`))
    await eventually(async () => {
      const [row]: { leased: boolean }[] = await service.units.run(lead.enterpriseId, (db) =>
        db.query(
          `select s.lease_until is not null as leased from run_step s join run r on r.id = s.run_id where r.customer_id = $1`,
          [customerId],
        ),
      )
      expect(row?.leased).toBe(true)
    })
    messagingDown = false
    await service.units.run(lead.enterpriseId, (db) =>
      db.query(`update run_step set lease_until = now() where state = 'waiting'`),
    )
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(1))
  })

  it('stops when the customer blocked the account, and when they leave in the middle', async () => {
    const { id } = await create()
    settleAs = 'failed'
    outcome = 'BLOCKED'
    const blocked = await add()
    settleAs = 'failed'
    await eventually(async () => {
      const { items } = await ask().call(sop.listRuns, { teamId, id, state: 'stopped' })
      expect(items).toMatchObject([
        { customerId: blocked, steps: [{ state: 'failed', outcome: 'BLOCKED' }, { state: 'cancelled' }, { state: 'cancelled' }] },
      ])
    })
    settleAs = null
    const leaving = await add()
    await eventually(() => expect(sendsTo(leaving)).toHaveLength(1))
    await messaging.announce(customerRelationChanged, lead.enterpriseId, { customerId: leaving, accountId, relation: 'deleted' })
    await eventually(async () => {
      const { items } = await ask().call(sop.listRuns, { teamId, id, state: 'stopped' })
      expect(items.map((r) => r.customerId)).toContain(leaving)
    })
  })

  it('lets customers in progress go on with the version they started', async () => {
    const created = await create()
    settleAs = null
    const customerId = await add()
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(1))
    await ask().call(sop.updateAnswerSop, {
      id: created.id,
      teamId,
      version: 1,
      name: created.name,
      accountIds: [accountId],
      steps: [{ delayMs: 0, content: { kind: 'text', text: '新版' } }],
    })
    const { items } = await ask().call(sop.listRuns, { teamId, id: created.id })
    expect(items[0]?.steps).toHaveLength(3)
  })

  it('answers nobody when the account has no way of answering', async () => {
    const customerId = await add()
    await create()
    const later = await add()
    await eventually(() => expect(sendsTo(later).length).toBeGreaterThan(0))
    expect(sendsTo(customerId)).toHaveLength(0)
  })

  it('takes an account away with everything that was set for it', async () => {
    const { id } = await create()
    settleAs = null
    const customerId = await add()
    await eventually(() => expect(sendsTo(customerId)).toHaveLength(1))
    await hosting.announce(accountRemoved, lead.enterpriseId, { accountId, teamId })
    await eventually(async () => {
      expect(await ask().call(sop.getAnswerSop, { teamId, id })).toMatchObject({ accountIds: [], running: 0 })
    })
  })

  describe('one way per account', () => {
    it('names the way that is on instead of switching a second one on', async () => {
      const first = await create()
      await expect(create()).rejects.toMatchObject({
        code: 'ANSWER_MODE_TAKEN',
        meta: { mode: 'answer-sop', answerSopName: first.name },
      })
      const second = await create({ enabled: false })
      await expect(ask().call(sop.switchAnswerSop, { teamId, id: second.id, enabled: true })).rejects.toMatchObject({
        code: 'ANSWER_MODE_TAKEN',
      })
      const welcome = { steps: [steps[0]!] }
      const change = { teamId, accountId, mode: 'welcome' as const, welcome }
      await expect(ask().call(sop.changeAnswerSetting, change)).rejects.toMatchObject({ code: 'ANSWER_MODE_TAKEN' })
      expect(await ask().call(sop.changeAnswerSetting, { ...change, replace: true })).toMatchObject({
        mode: 'welcome',
        answerSopId: null,
      })
      const customerId = await add()
      await eventually(() => expect(sendsTo(customerId).map((p) => p.content.kind)).toEqual(['text']))
    })

    it('is taken over without a moment in which nobody answers, when that is wanted', async () => {
      const first = await create()
      const second = await create({ replace: true })
      expect(await ask().call(sop.getAnswerSop, { teamId, id: first.id })).toMatchObject({ accountIds: [] })
      const { items } = await ask().call(sop.listAnswerSettings, { teamId })
      expect(items).toMatchObject([{ accountId, mode: 'answer-sop', answerSopId: second.id }])
      const third = await create({ enabled: false })
      await ask().call(sop.switchAnswerSop, { teamId, id: third.id, enabled: true, replace: true })
      expect(await ask().call(sop.getAnswerSop, { teamId, id: second.id })).toMatchObject({ enabled: true, accountIds: [] })
    })

    it('is taken over only by who may switch ways on and off', async () => {
      await create()
      const second = await create({ enabled: false, accountIds: [] })
      const editor = aMember({ ...lead, permissions: ['sop.view', 'sop.edit'] })
      const takeOver = { id: second.id, teamId, version: 1, name: second.name, accountIds: [accountId], steps, replace: true }
      await expect(ask(editor).call(sop.updateAnswerSop, takeOver)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    })

    it('deletes only a SOP that is off', async () => {
      const { id } = await create()
      await expect(ask().call(sop.deleteAnswerSop, { teamId, id })).rejects.toMatchObject({ code: 'SOP_ENABLED' })
      await ask().call(sop.switchAnswerSop, { teamId, id, enabled: false })
      await ask().call(sop.deleteAnswerSop, { teamId, id })
      await expect(ask().call(sop.getAnswerSop, { teamId, id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    it('is guarded by the database', async () => {
      const { id } = await create()
      const both = `update answer_setting set welcome = '{"steps": []}' where answer_sop_id = '${id}'`
      await expect(service.units.run(lead.enterpriseId, (db) => db.query(both))).rejects.toThrow(/ck_answer_setting_one_way/)
    })
  })

  it('refuses empty steps, foreign accounts, taken names and stale versions with nothing changed', async () => {
    await expect(create({ steps: [{ delayMs: 0, content: { kind: 'text', text: ' ' } }] })).rejects.toMatchObject({
      code: 'SOP_EMPTY',
      errors: [{ path: 'steps.0.content.text', code: 'REQUIRED' }],
    })
    await expect(create({ accountIds: [newId()] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'accountIds.0' }],
    })
    const first = await create({ enabled: false })
    await expect(create({ name: first.name, enabled: false })).rejects.toMatchObject({ code: 'SOP_NAME_TAKEN' })
    const stale = { id: first.id, teamId, version: 7, name: 'x', accountIds: [], steps }
    await expect(ask().call(sop.updateAnswerSop, stale)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    const { items } = await ask().call(sop.listAnswerSops, { teamId })
    expect(items).toMatchObject([{ id: first.id, name: first.name, version: 1 }])
  })

  it('creates once when the same call comes twice', async () => {
    const idempotencyKey = newId()
    const name = '同一个'
    const [a, b] = [await create({ idempotencyKey, name }), await create({ idempotencyKey, name })]
    expect(b.id).toBe(a.id)
  })

  it('answers ids of another enterprise like ids that do not exist', async () => {
    const { id } = await create()
    const stranger = aSuperAdmin({ teamIds: [teamId] })
    for (const call of [
      ask(stranger).call(sop.getAnswerSop, { teamId, id }),
      ask().call(sop.getAnswerSop, { teamId, id: newId() }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND', detail: undefined })
    }
    await expect(ask(aMember()).call(sop.listAnswerSops, { teamId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
