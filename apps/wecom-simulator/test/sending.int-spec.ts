import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { urlFileBox } from '@miaohui/puppet-protocol/payloads'
import type { LedgerIntent } from '@miaohui/testing/simulator-driver'
import { SimulatorProcess } from '@miaohui/testing/simulator-process'
import { ConnectedAccount } from './connected-account'

describe('what customers receive', () => {
  let simulator: SimulatorProcess
  let account: ConnectedAccount
  const newCustomer = async (): Promise<string> => {
    const [added] = await simulator.driver.addCustomers(account.accountId)
    return added!.id
  }
  const rowsTo = async (id: string) =>
    (await simulator.driver.ledger({ acc: account.accountId })).filter((row) => row.conversationId === id)

  beforeAll(async () => {
    simulator = await SimulatorProcess.start()
    account = await ConnectedAccount.online(simulator)
  })
  afterEach(() => simulator.driver.resetKnobs())
  afterAll(async () => {
    account.close()
    await simulator.stop()
  })

  it('a new customer is announced, and a text arrives and echoes', async () => {
    const [added] = await simulator.driver.addCustomers(account.accountId, {
      name: '小雨妈妈',
      hello: '想了解课程',
      state: 'qr-7',
    })
    const { friendshipId } = await account.next('FRIENDSHIP')
    const friendship = await account.client.call('FriendshipPayload', { id: friendshipId })
    expect(friendship).toMatchObject({ contactId: added!.id, hello: '想了解课程', type: 1 })
    const payload = await account.client.call('ContactPayload', { id: added!.id })
    expect(payload.name).toBe('小雨妈妈')
    expect(JSON.parse(payload.additionalInfo)).toMatchObject({ state: 'qr-7' })

    const { id } = await account.send(added!.id, '你好', 'key-echo')
    const echo = await account.next('MESSAGE', ({ messageId }) => messageId === id)
    const message = await account.client.call('MessagePayload', { id: echo.messageId })
    expect(message).toMatchObject({ type: 7, text: '你好', listenerId: added!.id })
    expect(JSON.parse(message.additionalInfo ?? '')).toEqual({ idempotencyKey: 'key-echo' })
    const shown = await simulator.driver.conversation(account.accountId, added!.id)
    expect(shown.at(-1)).toMatchObject({ text: '你好', fromAccount: true })
  })

  it('200 customers add the account in a second', async () => {
    const added = await simulator.driver.addCustomers(account.accountId, { count: 200, ratePerSecond: 200 })
    expect(new Set(added.map(({ id }) => id)).size).toBe(200)
    expect(added.at(-1)!.addedAt - added[0]!.addedAt).toBeGreaterThan(800)
  })

  it('one key is one message, also at the same time and after a SIGKILL', async () => {
    const id = await newCustomer()
    const key = randomUUID()
    const replies = await Promise.all([
      account.send(id, 'once', key),
      account.send(id, 'once', key),
      account.send(id, 'once', key),
    ])
    expect(new Set(replies.map((reply) => reply.id)).size).toBe(1)
    await simulator.restart()
    const again = await retryUnreachable(() => account.send(id, 'once', key))
    expect(again.id).toBe(replies[0]!.id)
    expect(await rowsTo(id)).toHaveLength(1)
  })

  it('a lost answer and a lost request look the same, and a repeated key repairs both', async () => {
    const id = await newCustomer()
    await simulator.driver.knobs({ 'rpc.lostAck': 1 }, { acc: account.accountId, count: 1 })
    const delivered = account.send(id, 'first', 'lost-ack')
    await expect(delivered).rejects.toMatchObject({ retry: 'ambiguous' })
    await simulator.driver.knobs({ 'rpc.lostRequest': 1 }, { acc: account.accountId, count: 1 })
    await expect(account.send(id, 'second', 'lost-request')).rejects.toMatchObject({ retry: 'ambiguous' })
    expect((await rowsTo(id)).map((row) => row.text)).toEqual(['first'])
    await account.send(id, 'first', 'lost-ack')
    await account.send(id, 'second', 'lost-request')
    expect((await rowsTo(id)).map((row) => row.text)).toEqual(['first', 'second'])
  })

  it('2,000 sends with losses and retries arrive exactly once', async () => {
    const customers = (await simulator.driver.customers(account.accountId, { relation: 'friend' })).map((customer) => customer.id)
    const since = await simulator.driver.ledgerPosition()
    await simulator.driver.knobs({ 'rpc.lostAck': 0.03, 'rpc.lostRequest': 0.03 }, { acc: account.accountId })
    const intents: LedgerIntent[] = []
    await Promise.all(
      Array.from({ length: 2_000 }, async (_, n) => {
        const idempotencyKey = `mass-${n}`
        for (let attempt = 0; ; attempt++) {
          try {
            await account.send(customers[n % customers.length]!, `t${n}`, idempotencyKey)
            intents.push({ status: 'SENT', idempotencyKey })
            return
          } catch (error) {
            if (!(error instanceof ProviderError) || error.retry !== 'ambiguous' || attempt > 10) throw error
          }
        }
      }),
    )
    const check = await simulator.driver.checkLedger(intents, { acc: account.accountId, since })
    expect(check).toMatchObject({ ok: 2_000, dup: 0, lost: 0, ghost: 0, failedButDelivered: 0, unknown: 0 })
  })

  it('a customer who deleted or blocked the account cannot be reached', async () => {
    const [deleted, blocked] = [await newCustomer(), await newCustomer()]
    await simulator.driver.deleteAccountAs(deleted)
    await simulator.driver.blockAs(blocked)
    await expect(account.send(deleted, 'x')).rejects.toMatchObject({
      code: 'NOT_FRIEND',
      retry: 'definite',
      effect: 'deleted-by-peer',
    })
    await expect(account.send(blocked, 'x')).rejects.toMatchObject({ code: 'BLOCKED', effect: 'blocked-by-peer' })
    await expect(account.send('7881309999000001', 'x')).rejects.toMatchObject({ code: 'NO_SUCH_CONVERSATION' })
    await simulator.driver.becomeFriendAgain(deleted)
    await account.send(deleted, 'welcome back')
  })

  it('in the late mode the account is told in the chat that it was refused', async () => {
    const id = await newCustomer()
    await simulator.driver.blockAs(id)
    await simulator.driver.knobs({ relationFailureMode: 'async-system-message' }, { acc: account.accountId })
    const sent = await account.send(id, 'are you there?')
    await account.next('MESSAGE', ({ messageId }) => messageId === sent.id)
    const notice = await account.client.call('MessagePayload', { id: (await account.next('MESSAGE')).messageId })
    expect(notice).toMatchObject({ type: 18, text: '消息已发出，但被对方拒收了。' })
    expect(await rowsTo(id)).toEqual([])
    expect((await simulator.driver.conversation(account.accountId, id)).map(({ text }) => text)).not.toContain('are you there?')
  })

  it('a picture is fetched once and kept for the customer’s phone', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    let hits = 0
    const store = createServer((request, response) => {
      hits++
      if (request.url === '/gone.png') response.writeHead(404).end()
      else response.end(png)
    }).listen(0, '127.0.0.1')
    await once(store, 'listening')
    const base = `http://127.0.0.1:${(store.address() as AddressInfo).port}`
    const [one, two] = [await newCustomer(), await newCustomer()]
    const fileBox = urlFileBox({ name: 'poster.png', url: `${base}/poster.png` })
    const send = (conversationId: string, box: string) =>
      account.client.call('MessageSendFile', { conversationId, fileBox: box }, { idempotencyKey: randomUUID() })
    await Promise.all([send(one, fileBox), send(two, fileBox)])
    expect(hits).toBe(1)
    await expect(send(one, urlFileBox({ name: 'a.png', url: `${base}/gone.png` }))).rejects.toMatchObject({
      code: 'MEDIA_FETCH_FAILED',
      retry: 'retry-later',
    })
    store.close()
    const shown = (await simulator.driver.conversation(account.accountId, one)).at(-1)
    expect(shown).toMatchObject({ kind: 'image', media: { name: 'poster.png' } })
    const picture = await fetch(simulator.driver.url + shown!.media!.url)
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(png)
  })

  it('a link and a mini program arrive, a recalled message disappears', async () => {
    const conversationId = await newCustomer()
    const urlLink = { title: '课程表', url: 'https://example.com/a', description: '', thumbnailUrl: '' }
    const { id } = await account.client.call('MessageSendUrl', { conversationId, urlLink })
    expect((await account.client.call('MessageUrl', { id })).urlLink).toEqual(urlLink)
    await account.client.call('MessageSendMiniProgram', { conversationId, miniProgram: { appid: 'wx1', title: '报名' } })
    await account.client.call('MessageRecall', { id })
    const shown = await simulator.driver.conversation(account.accountId, conversationId)
    expect(shown.filter(({ fromAccount }) => fromAccount).map(({ kind, recalled }) => [kind, recalled])).toEqual([
      ['link', true],
      ['mini-program', false],
      ['recalled', false],
    ])
  })

  it('pulling into a room tells for everyone what happened, once per key', async () => {
    const [room] = (await simulator.driver.rooms(account.accountId)).filter(({ own, external }) => own && external)
    const [friend, gone] = [await newCustomer(), await newCustomer()]
    await simulator.driver.deleteAccountAs(gone)
    const request = { id: room!.id, contactIds: [friend, gone, '7881309999000001'] }
    const add = () => account.client.call('RoomAddV2', request, { idempotencyKey: 'pull-1' })
    const first = await add()
    expect(first).toEqual({
      successIds: [friend],
      failedIds: [gone, '7881309999000001'],
      failedReasons: ['NOT_FRIEND', 'NO_SUCH_CONVERSATION'],
    })
    expect(await add()).toEqual(first)
    expect((await account.next('ROOM_JOIN')).inviteeIdList).toEqual([friend])
    expect((await rowsTo(friend)).map(({ kind }) => kind)).toEqual(['room-join'])
    const members = await account.client.call('RoomMemberList', { id: room!.id })
    expect(members.memberIds.filter((id) => id === friend)).toHaveLength(1)
  })

  it('a pull that a room refused may be tried again under its key', async () => {
    const [room] = await simulator.driver.rooms(account.accountId)
    const id = await newCustomer()
    const options = { idempotencyKey: 'pull-after-refusal' }
    await simulator.driver.deleteAccountAs(id)
    const refused = await account.client.call('RoomAddV2', { id: room!.id, contactIds: [id] }, options)
    expect(refused.failedReasons).toEqual(['NOT_FRIEND'])
    await simulator.driver.becomeFriendAgain(id)
    const joined = await account.client.call('RoomAddV2', { id: room!.id, contactIds: [id] }, options)
    expect(joined.successIds).toEqual([id])
  })

  it('a large room is joined by an invitation that the customer accepts', async () => {
    await simulator.driver.knobs({ inviteThreshold: 0 })
    const [room] = await simulator.driver.rooms(account.accountId)
    const id = await newCustomer()
    const reply = await account.client.call('RoomAddV2', { id: room!.id, contactIds: [id] })
    expect(reply).toMatchObject({ failedIds: [id], failedReasons: ['INVITE_SENT'] })
    await simulator.driver.acceptInvitation(id, room!.id)
    expect((await account.next('ROOM_JOIN', ({ inviteeIdList }) => inviteeIdList.includes(id))).roomId).toBe(room!.id)
  })

  it('what a customer says, shows and takes back comes in', async () => {
    const id = await newCustomer()
    const { messageId } = await simulator.driver.say(id, '多少钱？')
    await account.next('MESSAGE', (payload) => payload.messageId === messageId)
    expect(await account.client.call('MessagePayload', { id: messageId })).toMatchObject({
      talkerId: id,
      text: '多少钱？',
      type: 7,
    })
    const picture = await simulator.driver.sayFile(id, 'photo.jpg', Buffer.from([1, 2, 3]))
    const { fileBox } = await account.client.call('MessageFile', { id: picture.messageId })
    expect(await (await fetch((JSON.parse(fileBox) as { url: string }).url)).arrayBuffer()).toHaveProperty('byteLength', 3)
    await simulator.driver.recall(id, messageId)
    await account.next('MESSAGE', (payload) => payload.messageId === picture.messageId)
    const recalled = await account.client.call('MessagePayload', { id: (await account.next('MESSAGE')).messageId })
    expect(recalled).toMatchObject({ type: 13, text: messageId })
  })

  it('what happens while the account is away is told after the next login', async () => {
    await account.client.call('Stop', {})
    await account.next('LOGOUT')
    const id = await newCustomer()
    await simulator.driver.say(id, 'anybody there?')
    await account.client.call('Start', {})
    await account.next('READY')
    const { friendshipId } = await account.next('FRIENDSHIP')
    expect((await account.client.call('FriendshipPayload', { id: friendshipId })).contactId).toBe(id)
    await account.next('MESSAGE')
  })

  it('events survive cut and doubled streams without loss or repetition', async () => {
    await simulator.driver.knobs({ 'stream.dup': 0.5 })
    const before = account.events.length
    const added = simulator.driver.addCustomers(account.accountId, { count: 100, ratePerSecond: 400 })
    for (let n = 0; n < 4; n++) {
      await account.next('FRIENDSHIP')
      await simulator.driver.knobs({ 'stream.cutNow': true }, { acc: account.accountId })
    }
    await added
    const isFriendship = (event: { name: string }): boolean => event.name === 'FRIENDSHIP'
    while (account.events.slice(before).filter(isFriendship).length < 100) await once(account, 'more')
    const seqs = account.events.map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from(seqs, (_, n) => n + 1))
  })

  it('WeCom’s limit per minute is told with the time to wait', async () => {
    const other = await ConnectedAccount.online(simulator)
    await simulator.driver.knobs({ pacing: true }, { acc: other.accountId })
    const [customer] = await simulator.driver.addCustomers(other.accountId)
    const results = await Promise.allSettled(Array.from({ length: 61 }, (_, n) => other.send(customer!.id, `t${n}`)))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as ProviderError] : []))
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ code: 'RATE_LIMITED', retry: 'retry-later' })
    expect(refused[0]!.retryAfterMs).toBeGreaterThan(50_000)
    other.close()
  })
})

async function retryUnreachable<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ProviderError) || error.retry === 'definite') throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
