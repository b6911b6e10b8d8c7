import { contactRelationChanged } from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { LiveNotice } from '@miaohui/contracts/kernel/live'
import {
  getConversation,
  listConversations,
  listMessages,
  markConversationRead,
  openConversation,
  sendMessage,
  type Conversation,
} from '@miaohui/contracts/messaging/conversation'
import { getCustomer, listCustomers } from '@miaohui/contracts/messaging/customer'
import {
  deleteMaterial,
  listMaterials,
  readMaterial,
  uploadMaterial,
  type UploadMaterial,
} from '@miaohui/contracts/messaging/material'
import { decodeJson } from '@miaohui/platform/nats/wire'
import { aMember, thePublic } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { aHouse, anOwner, contacts, teamOf, untilCustomers, type House } from './fixture'

// The machine that runs this may be busy with other specs.
jest.setTimeout(30_000)

let house: House
beforeAll(async () => {
  house = await aHouse()
}, 60_000)
afterAll(() => house?.close())

type Chat = { owner: MemberActor; teamId: string; accountId: string; conversation: Conversation; customerId: string }

async function aChat(): Promise<Chat> {
  const owner = anOwner()
  const teamId = teamOf(owner)
  const accountId = await house.hosting.account(owner)
  await house.hosting.customers(accountId, contacts(1))
  await untilCustomers(house, owner.enterpriseId, 1)
  const caller = house.service.rpc(owner)
  const [customer] = (await caller.call(listCustomers, { teamId })).items
  const conversation = await caller.call(openConversation, { teamId, customerId: customer!.id })
  return { owner, teamId, accountId, conversation, customerId: customer!.id }
}

const received = (accountId: string) => house.hosting.ledger.filter((e) => e.accountId === accountId)

describe('a conversation', () => {
  it('begins with a customer’s message, waits for an answer, and the answer shows how far it has come', async () => {
    const { owner, teamId, accountId, conversation, customerId } = await aChat()
    const caller = house.service.rpc(owner)
    const watcher = await house.nats.connect('gateway')
    const notices: LiveNotice[] = []
    watcher.subscribe(`live.${owner.enterpriseId}.>`, {
      callback: (_error, message) => void notices.push(decodeJson(message.data) as LiveNotice),
    })
    await watcher.flush()
    const at = new Date().toISOString()
    await house.hosting.says(accountId, { conversationId: 'wm-1', text: '请问怎么报名？', at })
    await eventually(async () =>
      expect(await caller.call(listConversations, { teamId, waiting: true })).toMatchObject({
        items: [{ id: conversation.id, title: '客户1', lastText: '请问怎么报名？', unread: 1, waitingSince: at }],
      }),
    )
    expect(await caller.call(markConversationRead, { teamId, id: conversation.id })).toMatchObject({
      unread: 0,
      waitingSince: at,
    })
    const key = newId()
    const request = { teamId, id: conversation.id, content: { kind: 'text' as const, text: '{{昵称}}您好' }, idempotencyKey: key }
    const [first, again] = await Promise.all([caller.call(sendMessage, request), caller.call(sendMessage, request)])
    expect(first).toEqual(again)
    expect(first).toMatchObject({
      direction: 'out',
      text: '客户1您好',
      sendState: 'planned',
      origin: 'inbox',
      authorName: owner.name,
    })
    await eventually(async () => {
      const { items } = await caller.call(listMessages, { teamId, id: conversation.id })
      expect(items.map((m) => [m.direction, m.text, m.sendState])).toEqual([
        ['out', '客户1您好', 'delivered'],
        ['in', '请问怎么报名？', null],
      ])
    })
    expect(received(accountId)).toHaveLength(1)
    const { lastMessageAt } = await caller.call(getCustomer, { teamId, id: customerId })
    expect(Date.parse(lastMessageAt ?? '')).toBeGreaterThan(Date.parse(at))
    expect(await caller.call(getConversation, { teamId, id: conversation.id })).toMatchObject({
      waitingSince: null,
      unread: 0,
      lastText: '客户1您好',
    })
    await eventually(() => {
      const about = notices.filter((n) => n.entity === first!.id).map((n) => n.patch.sendState)
      expect(about[0]).toBe('planned')
      expect(about.at(-1)).toBe('delivered')
      expect(notices.find((n) => n.type === 'conversation.changed')?.topic).toBe(`team:${teamId}:inbox`)
    })
    await watcher.close()
  })

  it('takes its own echo once, tells apart what was typed on the phone, and shows a repeated event once', async () => {
    const { owner, teamId, accountId, conversation } = await aChat()
    const caller = house.service.rpc(owner)
    await caller.call(sendMessage, {
      teamId,
      id: conversation.id,
      content: { kind: 'text', text: '一' },
      idempotencyKey: newId(),
    })
    await eventually(() => expect(received(accountId)).toHaveLength(1))
    await house.hosting.says(accountId, { conversationId: 'wm-1', text: '在吗', providerMessageId: 'p1' })
    await house.hosting.says(accountId, { conversationId: 'wm-1', text: '在吗', providerMessageId: 'p1' })
    await house.hosting.says(accountId, { conversationId: 'wm-1', self: true, text: '手机上回的', providerMessageId: 'p2' })
    await eventually(async () => {
      const { items } = await caller.call(listMessages, { teamId, id: conversation.id })
      expect(items.map((m) => [m.text, m.origin]).sort()).toEqual([
        ['一', 'inbox'],
        ['在吗', null],
        ['手机上回的', 'phone'],
      ])
    })
    expect(await caller.call(getConversation, { teamId, id: conversation.id })).toMatchObject({ waitingSince: null, unread: 0 })
  })

  it('keeps the order in which a person wrote, also while an answer is lost', async () => {
    const { owner, teamId, accountId, conversation } = await aChat()
    house.hosting.refuse.set('wm-1', { outcome: 'ambiguous', code: 'TIMEOUT', times: 2 })
    for (const text of ['一', '二', '三', '四'])
      await house.service
        .rpc(owner)
        .call(sendMessage, { teamId, id: conversation.id, content: { kind: 'text', text }, idempotencyKey: newId() })
    await eventually(() => expect(received(accountId).map((e) => e.text)).toEqual(['一', '二', '三', '四']))
  })

  it('is not possible with a customer who left, until they write again', async () => {
    const { owner, teamId, accountId, conversation, customerId } = await aChat()
    const caller = house.service.rpc(owner)
    await house.hosting.announce(contactRelationChanged, owner.enterpriseId, {
      accountId,
      teamId,
      providerId: 'wm-1',
      relation: 'deleted',
    })
    await eventually(async () => expect((await caller.call(getCustomer, { teamId, id: customerId })).relation).toBe('deleted'))
    const write = () =>
      caller.call(sendMessage, { teamId, id: conversation.id, content: { kind: 'text', text: '在吗' }, idempotencyKey: newId() })
    await expect(write()).rejects.toMatchObject({ code: 'CUSTOMER_UNREACHABLE' })
    expect((await caller.call(listMessages, { teamId, id: conversation.id })).items).toEqual([])
    await house.hosting.says(accountId, { conversationId: 'wm-1', text: '我又来了' })
    await eventually(async () => expect((await caller.call(getCustomer, { teamId, id: customerId })).relation).toBe('friend'))
    expect((await write()).sendState).toBe('planned')
  })

  it('pages back in time without gaps, and is not there for other teams or without the right', async () => {
    const { owner, teamId, accountId, conversation } = await aChat()
    const caller = house.service.rpc(owner)
    const from = Date.now()
    for (let n = 0; n < 45; n++)
      await house.hosting.says(accountId, { conversationId: 'wm-1', text: `第${n}句`, at: new Date(from + n).toISOString() })
    const texts: (string | null)[] = []
    await eventually(async () => expect((await caller.call(getConversation, { teamId, id: conversation.id })).unread).toBe(45))
    let after: string | undefined
    do {
      const page = await caller.call(listMessages, { teamId, id: conversation.id, limit: 20, after })
      texts.push(...page.items.map((m) => m.text))
      after = page.next
    } while (after)
    expect(texts).toEqual(Array.from({ length: 45 }, (_, n) => `第${44 - n}句`))
    const stranger = anOwner({ enterpriseId: owner.enterpriseId })
    const foreign = house.service.rpc(stranger)
    const id = conversation.id
    const content = { kind: 'text' as const, text: 'x' }
    for (const call of [
      foreign.call(getConversation, { teamId: teamOf(stranger), id }),
      foreign.call(listMessages, { teamId: teamOf(stranger), id }),
      foreign.call(markConversationRead, { teamId: teamOf(stranger), id }),
      foreign.call(sendMessage, { teamId: teamOf(stranger), id, content, idempotencyKey: newId() }),
    ])
      await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const reader = aMember({ enterpriseId: owner.enterpriseId, teamIds: [teamId], permissions: ['chat.view'] })
    await expect(
      house.service.rpc(reader).call(sendMessage, { teamId, id, content, idempotencyKey: newId() }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('of a room takes what its members say, without anybody waiting', async () => {
    const { owner, teamId, accountId } = await aChat()
    await house.hosting.says(accountId, { conversationId: 'room-1', conversationKind: 'room', senderId: 'wm-9', text: '大家好' })
    await eventually(async () => {
      const { items } = await house.service.rpc(owner).call(listConversations, { teamId })
      expect(items).toContainEqual(
        expect.objectContaining({ kind: 'room', lastText: '大家好', unread: 1, waitingSince: null, customerId: null }),
      )
    })
  })
})

describe('materials', () => {
  const PNG = Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1').toString('base64')
  const upload = (teamId: string, over: Partial<UploadMaterial> = {}): UploadMaterial => ({
    teamId,
    kind: 'image',
    name: '海报.png',
    content: PNG,
    ...over,
  })

  function linkOf(url: string): { id: string; expires: number; signature: string } {
    const parsed = new URL(url)
    return {
      id: parsed.pathname.split('/')[4]!,
      expires: Number(parsed.searchParams.get('e')),
      signature: parsed.searchParams.get('s')!,
    }
  }

  it('are judged by their first bytes and opened by a signed link that ends', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const caller = house.service.rpc(owner)
    const material = await caller.call(uploadMaterial, upload(teamId))
    expect(material).toMatchObject({ contentType: 'image/png', bytes: Buffer.from(PNG, 'base64').length, name: '海报.png' })
    const anybody = house.service.rpc(thePublic)
    const link = linkOf(material.url)
    expect(link.id).toBe(material.id)
    expect(await anybody.call(readMaterial, link)).toEqual({ contentType: 'image/png', name: '海报.png', content: PNG })
    for (const bad of [
      { ...link, expires: link.expires + 1 },
      { ...link, id: newId() },
      { ...link, signature: 'x' },
    ])
      await expect(anybody.call(readMaterial, bad)).rejects.toMatchObject({ code: 'MATERIAL_LINK_INVALID' })
    expect((await caller.call(listMaterials, { teamId })).items.map((m) => m.id)).toEqual([material.id])
    await caller.call(deleteMaterial, { teamId, id: material.id })
    await expect(anybody.call(readMaterial, link)).rejects.toMatchObject({ code: 'MATERIAL_LINK_INVALID' })
    await expect(caller.call(deleteMaterial, { teamId, id: material.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are refused when they are too large, of the wrong type or not base64', async () => {
    const owner = anOwner()
    const teamId = teamOf(owner)
    const caller = house.service.rpc(owner)
    const svg = Buffer.from('<svg onload="alert(1)"/>').toString('base64')
    await expect(caller.call(uploadMaterial, upload(teamId, { content: svg }))).rejects.toMatchObject({ code: 'MATERIAL_TYPE' })
    const large = Buffer.alloc(5 * 1024 * 1024 + 1, 1).toString('base64')
    await expect(caller.call(uploadMaterial, upload(teamId, { content: large, kind: 'file' }))).rejects.toMatchObject({
      code: 'MATERIAL_TOO_LARGE',
    })
    await expect(caller.call(uploadMaterial, upload(teamId, { content: '不是base64' }))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    expect(await caller.call(uploadMaterial, upload(teamId, { content: svg, kind: 'file', name: 'a.svg' }))).toMatchObject({
      contentType: 'application/octet-stream',
    })
    expect((await caller.call(listMaterials, { teamId, kind: 'image' })).items).toEqual([])
  })

  it('go to the customer by a link for the worker, and a deleted one fails before anybody is called', async () => {
    const { owner, teamId, accountId, conversation } = await aChat()
    const caller = house.service.rpc(owner)
    const material = await caller.call(uploadMaterial, upload(teamId))
    const content = { kind: 'image' as const, materialId: material.id }
    const sent = await caller.call(sendMessage, { teamId, id: conversation.id, content, idempotencyKey: newId() })
    expect(sent).toMatchObject({ kind: 'image', mediaUrl: expect.stringContaining(material.id) })
    await eventually(() => expect(received(accountId)).toHaveLength(1))
    const { effect } = house.hosting.calls.flat().find((i) => i.accountId === accountId)!
    expect(effect).toMatchObject({ kind: 'image', mediaName: '海报.png' })
    const { expires } = linkOf(effect.mediaUrl!)
    expect(expires * 1000 - Date.now()).toBeLessThanOrEqual(15 * 60_000)
    await house.hosting.account(owner, { id: accountId, connected: false })
    await eventually(async () => {
      const rows = await house.service.units.run(owner.enterpriseId, (db) =>
        db.query<unknown[]>('select 1 from hosted_account where not connected'),
      )
      expect(rows).toHaveLength(1)
    })
    await caller.call(sendMessage, { teamId, id: conversation.id, content, idempotencyKey: newId() })
    await caller.call(deleteMaterial, { teamId, id: material.id })
    await house.hosting.account(owner, { id: accountId })
    await eventually(async () => {
      const { items } = await caller.call(listMessages, { teamId, id: conversation.id })
      expect(items.map((m) => [m.sendState, m.outcome])).toEqual([
        ['failed', 'MATERIAL_GONE'],
        ['delivered', null],
      ])
    })
    expect(received(accountId)).toHaveLength(1)
  })
})
