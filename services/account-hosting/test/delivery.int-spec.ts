import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { stopAccount, type HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { handOver, type Effect, type HandOverItem, type HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import { messageReceived } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { aService } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { HOSTING_PROVIDER, type HostingProvider } from '../src/provider/hosting-provider'
import { refusal, startLab, type Lab } from './hosting-lab'

let lab: Lab
let account: HostedAccount
let customer: string
let materials: Server
let mediaUrl: string
const phone = () => lab.simulator.driver
const messaging = (enterpriseId = lab.member.enterpriseId) => lab.service.rpc(aService('messaging', enterpriseId))
const item = (conversationId: string, effect: Effect, change: Partial<HandOverItem> = {}): HandOverItem => ({
  sendId: newId(),
  accountId: account.id,
  conversationId,
  effect,
  ...change,
})
const text = (value: string): Effect => ({ kind: 'text', text: value })
async function deliver(items: HandOverItem[], deadlineMs?: number): Promise<HandOverResult[]> {
  return (await messaging().call(handOver, { items }, { deadlineMs })).items
}
async function deliverOne(one: HandOverItem, deadlineMs?: number): Promise<HandOverResult> {
  return (await deliver([one], deadlineMs))[0]!
}
const received = async (sendId: string) =>
  (await phone().ledger({ acc: account.id })).filter((row) => row.idempotencyKey === sendId)

async function ratePerSecond(times: number, lanes: number, work: (n: number) => Promise<void>): Promise<number> {
  const began = performance.now()
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < times; n = next++) await work(n)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return times / ((performance.now() - began) / 1000)
}

beforeAll(async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  materials = createServer((_request, response) => response.setHeader('content-type', 'image/png').end(png)).listen(
    0,
    '127.0.0.1',
  )
  await once(materials, 'listening')
  mediaUrl = `http://127.0.0.1:${(materials.address() as AddressInfo).port}/picture.png`
  lab = await startLab()
  account = await lab.online()
  customer = (await phone().addCustomers(account.id, { name: '张三' }))[0]!.id
})
afterAll(async () => {
  await lab?.close()
  materials?.close()
})
afterEach(() => phone().resetKnobs())

describe('a hand-over', () => {
  it('brings text, picture, link and file to the customer, each once under its own key', async () => {
    const items = [
      item(customer, text('您好')),
      item(customer, { kind: 'image', mediaUrl, mediaName: 'picture.png' }),
      item(customer, { kind: 'link', linkUrl: 'https://example.com/a', linkTitle: '课程介绍' }),
      item(customer, { kind: 'file', mediaUrl, mediaName: 'plan.pdf' }),
    ]
    const results = await deliver(items)
    expect(results.map((r) => [r.sendId, r.outcome, r.providerClass])).toEqual(items.map((i) => [i.sendId, 'accepted', 'A']))
    const rows = (await phone().ledger({ acc: account.id })).filter((row) => items.some((i) => i.sendId === row.idempotencyKey))
    expect(rows.map((row) => [row.idempotencyKey, row.kind])).toEqual([
      [items[0]!.sendId, 'text'],
      [items[1]!.sendId, 'image'],
      [items[2]!.sendId, 'link'],
      [items[3]!.sendId, 'file'],
    ])
    expect(rows.map((row) => row.msgId)).toEqual(results.map((r) => r.providerMessageId))
  })

  it('is echoed with the send that it was', async () => {
    const send = item(customer, text('回声'))
    const result = await deliverOne(send)
    await eventually(async () => {
      const echo = (await lab.announced(messageReceived, account.id)).find((message) => message.sendId === send.sendId)
      expect(echo).toMatchObject({ self: true, conversationId: customer, providerMessageId: result.providerMessageId })
    })
  })

  it('that is repeated reaches the customer once', async () => {
    const send = item(customer, text('只此一次'))
    const [first, second] = [await deliverOne(send), await deliverOne(send)]
    expect(second).toEqual(first)
    expect(await received(send.sendId)).toHaveLength(1)
  })

  it('whose answer is lost is ambiguous, and repeated it still reaches the customer once', async () => {
    await phone().knobs({ 'rpc.lostAck': 1 }, { acc: account.id, count: 1 })
    const send = item(customer, text('回执丢了'))
    expect(await deliverOne(send)).toMatchObject({ outcome: 'ambiguous', code: 'AMBIGUOUS', providerClass: 'A' })
    expect(await deliverOne(send)).toMatchObject({ outcome: 'accepted' })
    expect(await received(send.sendId)).toHaveLength(1)
  })

  it('that hangs is ambiguous when the caller’s time is up', async () => {
    await phone().knobs({ 'rpc.hang': 1 }, { acc: account.id, count: 1 })
    expect(await deliverOne(item(customer, text('等不到')), 1_500)).toMatchObject({ outcome: 'ambiguous' })
  })

  it('to a customer who deleted or blocked the account is refused with the reason', async () => {
    const [gone, hostile] = (await phone().addCustomers(account.id, { count: 2 })).map((added) => added.id)
    await phone().deleteAccountAs(gone!)
    await phone().blockAs(hostile!)
    const results = await deliver([
      item(gone!, text('在吗')),
      item(hostile!, text('在吗')),
      item('7881300000009999', text('谁')),
      item(customer, { kind: 'link', linkUrl: 'not a link', linkTitle: 'x' }),
    ])
    expect(results.map((r) => [r.outcome, r.code])).toEqual([
      ['refused', 'NOT_FRIEND'],
      ['refused', 'BLOCKED'],
      ['refused', 'NO_SUCH_CONVERSATION'],
      ['refused', 'INVALID_REQUEST'],
    ])
  })

  it('that comes too fast is put off for as long as the worker says', async () => {
    await phone().knobs(
      { 'rpc.error': { code: 8, details: 'RATE_LIMITED: retryAfterMs=1500 操作频繁', prob: 1 } },
      { acc: account.id, count: 1 },
    )
    expect(await deliverOne(item(customer, text('慢点')))).toMatchObject({
      outcome: 'later',
      code: 'RATE_LIMITED',
      retryAfterMs: 1500,
    })
  })

  it('never lets a message overtake an earlier one of its conversation', async () => {
    await phone().knobs({ 'rpc.lostRequest': 1 }, { acc: account.id, count: 1 })
    const [first, second] = [item(customer, text('一')), item(customer, text('二'))]
    const results = await deliver([first, second])
    expect(results.map((r) => [r.outcome, r.code])).toEqual([
      ['ambiguous', 'AMBIGUOUS'],
      ['later', 'EARLIER_MESSAGE_WAITS'],
    ])
    expect(await received(second.sendId)).toEqual([])
  })

  it('pulls a customer into a room, and says which rooms are full', async () => {
    const rooms = await phone().rooms(account.id)
    const small = rooms.find((room) => room.own && !room.inviteConfirm && room.members < 20)!
    const stranger = (await phone().addCustomers(account.id, {}))[0]!.id
    await phone().deleteAccountAs(stranger)
    const invite = (who: string, roomProviderId: string) => item(who, { kind: 'room-invite', roomProviderId })
    const results = await deliver([invite(customer, small.id), invite(stranger, small.id), invite(customer, 'R:1')])
    expect(results.map((r) => [r.outcome, r.code])).toEqual([
      ['accepted', undefined],
      ['refused', 'NOT_FRIEND'],
      ['refused', 'NO_SUCH_CONVERSATION'],
    ])
    await phone().knobs({ inviteThreshold: 0 }, { acc: account.id })
    const other = (await phone().addCustomers(account.id, {}))[0]!.id
    expect(await deliverOne(invite(other, small.id))).toMatchObject({ outcome: 'accepted' })
  })

  it('waits for an account that is offline, and is refused for one that is not there', async () => {
    const offline = await lab.create()
    const results = await deliver([
      item(customer, text('a'), { accountId: offline.id }),
      item(customer, text('b'), { accountId: newId() }),
    ])
    expect(results.map((r) => [r.outcome, r.code])).toEqual([
      ['later', 'ACCOUNT_OFFLINE'],
      ['refused', 'ACCOUNT_REMOVED'],
    ])
    const foreign = await messaging(newId()).call(handOver, { items: [item(customer, text('c'))] })
    expect(foreign.items).toMatchObject([{ outcome: 'refused', code: 'ACCOUNT_REMOVED' }])
    const bySomebodyElse = lab.console().call(handOver, { items: [item(customer, text('d'))] })
    expect((await refusal(bySomebodyElse)).code).toBe('UPSTREAM_UNAVAILABLE')
  })

  it('costs little more than the bare call to the worker', async () => {
    await phone().knobs({ 'echo.loss': 1 }, { acc: account.id })
    const people = (await phone().addCustomers(account.id, { count: 100 })).map((added) => added.id)
    const link = lab.service.get<HostingProvider>(HOSTING_PROVIDER).link({ accountId: account.id, worker: 'simulator' })
    const options = () => ({ sendId: newId(), deadlineMs: 10_000 })
    const bare = await ratePerSecond(2_000, 32, async (n) => {
      expect(await link.send(people[n % 100]!, text('裸'), options())).toMatchObject({ outcome: 'accepted' })
    })
    // Two batches on the way at a time, as messaging keeps them.
    const whole = await ratePerSecond(10, 2, async () => {
      const results = await deliver(people.flatMap((id) => [item(id, text('一')), item(id, text('二'))]))
      expect(results.every((r) => r.outcome === 'accepted')).toBe(true)
    })
    expect((whole * 200) / bare).toBeGreaterThan(0.4)
  }, 30_000)

  it('ends when the account is stopped', async () => {
    await lab.console().call(stopAccount, { id: account.id, teamId: lab.teamId })
    const result = await deliverOne(item(customer, text('来不及')))
    expect(result).toMatchObject({ outcome: 'later', code: 'ACCOUNT_OFFLINE' })
  })
})
