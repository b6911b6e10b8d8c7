import {
  accountChanged,
  contactAdded,
  contactRelationChanged,
  contactsListed,
  messageReceived,
  roomMembersJoined,
  roomsListed,
  syncFinished,
  tagsListed,
} from '@miaohui/contracts/account-hosting/events'
import { startSync } from '@miaohui/contracts/account-hosting/sync'
import { removeAccount, type HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { hotSubject, type DomainEvent } from '@miaohui/contracts/kernel/event'
import { liveSubject } from '@miaohui/contracts/kernel/live'
import { newId } from '@miaohui/contracts/kernel/ids'
import { eventually } from '@miaohui/testing/eventually'
import { handOver } from '@miaohui/contracts/account-hosting/delivery'
import { aService } from '@miaohui/testing/actors'
import { ActorHost } from '../src/hosting/actor-host'
import { refusal, startLab, type Lab } from './hosting-lab'

let lab: Lab
let id: string
const phone = () => lab.simulator.driver
const sync = () => lab.console().call(startSync, { teamId: lab.teamId, accountIds: [id] })
const synced = () =>
  eventually(async () => {
    const account = await lab.account(id)
    expect(account.sync?.state).toBe('finished')
    return account
  })
beforeAll(async () => {
  lab = await startLab({ watchMinutes: 0 })
  id = (await lab.online()).id
})
afterAll(() => lab?.close())

describe('after signing in', () => {
  it('all customers, rooms and tags are announced, and people see the counts', async () => {
    const { sync: progress, lastSyncedAt } = await synced()
    const people = await phone().customers(id)
    const { contacts: known } = await phone().phone(id)
    const rooms = await phone().rooms(id)
    expect(lastSyncedAt).toBeDefined()
    expect(progress?.percent).toBe(100)
    const part = (name: string) => progress?.parts.find((p) => p.part === name)
    expect(part('contacts')).toMatchObject({ done: known, total: known })
    expect(part('rooms')).toMatchObject({ done: rooms.length, total: rooms.length })
    const listed = (await lab.announced(contactsListed, id)).flatMap((page) => page.contacts)
    const friends = people.filter((person) => person.relation !== 'pending').map((person) => person.id)
    const customers = listed.filter((contact) => contact.kind !== 'coworker')
    expect(customers.map((contact) => contact.providerId).sort()).toEqual(friends.sort())
    expect(listed.length - customers.length).toBe(known - people.length)
    expect((await lab.announced(roomsListed, id)).flatMap((page) => page.rooms)).toHaveLength(rooms.length)
    const tags = (await lab.announced(tagsListed, id)).flatMap((event) => event.tags)
    expect(part('tags')).toMatchObject({ done: tags.length, total: tags.length })
    expect(tags.filter((tag) => tag.kind === 'corp').every((tag) => tag.groupName)).toBe(true)
    expect(await lab.announced(syncFinished, id)).toMatchObject([{ contacts: known, rooms: rooms.length }])
  })

  it('people see how much was read although the worker is not ready yet', async () => {
    await phone().knobs({ syncBaseMs: 1500 })
    const told: HostedAccount[] = []
    const connection = await lab.nats.connect('gateway')
    connection.subscribe(liveSubject(lab.member.enterpriseId, `team:${lab.teamId}:account`), {
      callback: (_error, message) => told.push((message.json() as { patch: HostedAccount }).patch),
    })
    await connection.flush()
    const { id: other } = await lab.online()
    await phone().resetKnobs()
    const before = told.filter((account) => account.id === other && account.state === 'syncing')
    const friends = before.flatMap(({ sync }) => sync?.parts.filter((part) => part.part === 'contacts') ?? [])
    const { contacts } = await phone().phone(other)
    expect(friends.at(-1)).toMatchObject({ done: contacts, total: contacts })
    await lab.console().call(removeAccount, { id: other, teamId: lab.teamId })
  })

  it('there is no hour of observation when the installation does without', async () => {
    const { watchUntil } = await lab.account(id)
    expect(Date.parse(watchUntil!)).toBeLessThanOrEqual(Date.now())
  })

  it('a synchronisation that has just finished is not repeated', async () => {
    await synced()
    const problem = await refusal(sync())
    expect(problem.code).toBe('SYNC_COOLING_DOWN')
    expect(problem.meta?.['retryAfterMs']).toBeGreaterThan(50_000)
  })

  it('another account’s synchronisation is refused while it is offline', async () => {
    const other = await lab.create()
    const problem = await refusal(lab.console().call(startSync, { teamId: lab.teamId, accountIds: [other.id] }))
    expect(problem.code).toBe('ACCOUNT_NOT_ONLINE')
    expect((await refusal(lab.console().call(startSync, { teamId: lab.teamId, accountIds: [newId()] }))).code).toBe('NOT_FOUND')
  })
})

describe('what happens on the phone', () => {
  const hot = async (event: DomainEvent): Promise<object[]> => {
    const heard: object[] = []
    const connection = await lab.nats.connect('messaging')
    connection.subscribe(hotSubject(event, '*'), {
      queue: 'messaging',
      callback: (_error, message) => heard.push((message.json() as { data: object }).data),
    })
    await connection.flush()
    return heard
  }

  it('a new customer is announced at once, with what they said', async () => {
    const heard = await hot(contactAdded as unknown as DomainEvent)
    const [customer] = await phone().addCustomers(id, { name: '张三', hello: '我想报名' })
    await eventually(async () => {
      const [added] = (await lab.announced(contactAdded, id)).filter((event) => event.contact.providerId === customer!.id)
      expect(added).toMatchObject({ hello: '我想报名', contact: { name: '张三', kind: 'wechat' }, teamId: lab.teamId })
    })
    await eventually(() => expect(heard).toHaveLength(1))
  })

  it('two hundred new customers a second are announced once each', async () => {
    const customers = await phone().addCustomers(id, { count: 200, ratePerSecond: 200 })
    const wanted = new Set(customers.map((customer) => customer.id))
    await eventually(async () => {
      const added = (await lab.announced(contactAdded, id)).filter((event) => wanted.has(event.contact.providerId))
      expect(added).toHaveLength(200)
      expect(new Set(added.map((event) => event.contact.providerId)).size).toBe(200)
    })
  })

  it('a message is announced at once with its text, a picture with its address', async () => {
    const heard = await hot(messageReceived as unknown as DomainEvent)
    const [customer] = await phone().addCustomers(id, {})
    const { messageId } = await phone().say(customer!.id, '在吗')
    const file = await phone().sayFile(customer!.id, 'photo.png', Buffer.from('89504e470d0a1a0a', 'hex'))
    await eventually(async () => {
      const messages = await lab.announced(messageReceived, id)
      expect(messages.find((m) => m.providerMessageId === messageId)).toMatchObject({
        conversationId: customer!.id,
        conversationKind: 'private',
        senderId: customer!.id,
        self: false,
        kind: 'text',
        text: '在吗',
      })
      const picture = messages.find((m) => m.providerMessageId === file.messageId)
      expect(picture?.kind).toBe('image')
      expect((await fetch(picture!.mediaUrl!)).status).toBe(200)
    })
    await eventually(() => expect(heard.length).toBeGreaterThanOrEqual(2))
  })

  it('what the owner writes on the phone is announced as the account’s own message', async () => {
    const [customer] = await phone().addCustomers(id, {})
    const sent = await phone().sendFromPhone(id, customer!.id, '我自己发的')
    await eventually(async () => {
      const message = (await lab.announced(messageReceived, id)).find((m) => m.providerMessageId === sent.id)
      expect(message).toMatchObject({ self: true, conversationId: customer!.id, text: '我自己发的' })
      expect(message?.sendId).toBeUndefined()
    })
  })

  it('a customer who deletes the account is announced', async () => {
    const [customer] = await phone().addCustomers(id, {})
    await phone().deleteAccountAs(customer!.id)
    await eventually(async () => {
      const changes = await lab.announced(contactRelationChanged, id)
      expect(changes.filter((change) => change.providerId === customer!.id)).toMatchObject([{ relation: 'deleted' }])
    })
  })

  it('a customer who joins a room is announced, and the room with its new size', async () => {
    const [customer] = await phone().addCustomers(id, {})
    const room = (await phone().rooms(id)).find((r) => r.own && r.members < 20 && !r.inviteConfirm)!
    const sendId = newId()
    const { items } = await lab.service.rpc(aService('messaging', lab.member.enterpriseId)).call(handOver, {
      items: [{ sendId, accountId: id, conversationId: customer!.id, effect: { kind: 'room-invite', roomProviderId: room.id } }],
    })
    expect(items).toMatchObject([{ sendId, outcome: 'accepted' }])
    await eventually(async () => {
      const joins = await lab.announced(roomMembersJoined, id)
      expect(joins).toContainEqual({
        accountId: id,
        teamId: lab.teamId,
        roomProviderId: room.id,
        memberProviderIds: [customer!.id],
      })
      const seen = (await lab.announced(roomsListed, id)).flatMap((event) => event.rooms).filter((r) => r.providerId === room.id)
      expect(seen.at(-1)?.memberCount).toBe(room.members + 1)
    })
  })

  it('is announced once although the worker tells everything twice and breaks the stream', async () => {
    await phone().knobs({ 'stream.dup': 1 }, { acc: id })
    await phone().knobs({ 'stream.cut': { everySec: 1 } }, { acc: id })
    const customers = await phone().addCustomers(id, { count: 60, ratePerSecond: 30 })
    await phone().resetKnobs()
    const wanted = new Set(customers.map((customer) => customer.id))
    await eventually(async () => {
      const added = (await lab.announced(contactAdded, id)).filter((event) => wanted.has(event.contact.providerId))
      expect(added.map((event) => event.contact.providerId).sort()).toEqual([...wanted].sort())
    })
  }, 20_000)
})

describe('when something restarts', () => {
  it('the service goes on where it was: no new QR code, nothing missed, nothing told twice', async () => {
    const states = (await lab.announced(accountChanged, id)).length
    await lab.stop()
    const customers = await phone().addCustomers(id, { count: 5 })
    await lab.start()
    const wanted = customers.map((customer) => customer.id).sort()
    await eventually(async () => {
      const added = (await lab.announced(contactAdded, id)).map((event) => event.contact.providerId)
      expect(added.filter((provider) => wanted.includes(provider)).sort()).toEqual(wanted)
    })
    expect((await lab.account(id)).state).toBe('online')
    expect((await lab.announced(accountChanged, id)).length).toBe(states)
  })

  it('the worker’s accounts come back without a QR code', async () => {
    await lab.simulator.kill()
    await lab.until(id, 'reconnecting', 10_000)
    await lab.simulator.restart()
    const [customer] = await eventually(() => phone().addCustomers(id, {}))
    await eventually(async () => {
      const added = (await lab.announced(contactAdded, id)).map((event) => event.contact.providerId)
      expect(added).toContain(customer!.id)
    })
    await lab.until(id, 'online', 15_000)
    expect((await lab.announced(accountChanged, id)).map((change) => change.state)).not.toContain('offline')
  }, 30_000)

  it('two replicas share the accounts, and one takes over within ten seconds when the other dies', async () => {
    const replica = await lab.replica()
    const first = lab.service.get(ActorHost)
    const second = replica.get(ActorHost)
    await eventually(() => expect([first.held.length, second.held.length]).toEqual([1, 1]))
    const holder = first.held.includes(id) ? first : second
    const other = holder === first ? second : first
    // As a crash: nothing is renewed and nothing is released.
    Object.assign(holder, { stopped: true })
    const diedAt = Date.now()
    await eventually(() => expect(other.held).toContain(id), { withinMs: 10_000 })
    expect(Date.now() - diedAt).toBeLessThan(10_000)
    const [customer] = await phone().addCustomers(id, {})
    await eventually(async () => {
      const added = (await lab.announced(contactAdded, id)).filter((event) => event.contact.providerId === customer!.id)
      expect(added).toHaveLength(1)
    })
  }, 20_000)
})

it('live notices of an account have a growing revision', async () => {
  const revisions: number[] = []
  const connection = await lab.nats.connect('gateway')
  connection.subscribe(liveSubject(lab.member.enterpriseId, `team:${lab.teamId}:account`), {
    callback: (_error, message) => {
      const notice = message.json() as { entity: string; rev: number }
      if (notice.entity === id) revisions.push(notice.rev)
    },
  })
  await connection.flush()
  await phone().newDevice(id, 'check')
  await lab.until(id, 'new-device-check')
  await phone().knobs({ kick: { reason: 'PHONE_LOGOUT' } }, { acc: id })
  await lab.until(id, 'offline')
  await eventually(() => expect(revisions.length).toBeGreaterThanOrEqual(2))
  expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
})
