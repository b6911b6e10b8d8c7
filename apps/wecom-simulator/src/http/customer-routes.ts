import type { FastifyInstance } from 'fastify'
import type { AddRequest, Utterance } from '../customers/customer-actions'
import type { SimulatedAccount } from '../account/simulated-account'
import type { SimContact } from '../population/population'
import type { Services } from './services'

type Acc = { Params: { acc: string } }
type Customer = { Params: { c: string } }
const text = { type: 'string', minLength: 1, maxLength: 4_000 } as const
const name = { type: 'string', minLength: 1, maxLength: 64 } as const

/** The customers and what they do. */
export function registerCustomers(app: FastifyInstance, { world, customers }: Services): void {
  const view = (contact: SimContact, account: SimulatedAccount) => ({
    id: contact.id,
    name: contact.name,
    alias: contact.alias,
    avatar: world.avatarOf(contact.id),
    relation: contact.relation,
    type: contact.type,
    addedAt: contact.addedAt,
    accountId: account.accountId,
    lastAt: account.conversations.get(contact.id)?.at(-1)?.t ?? null,
  })

  app.get<Acc & { Querystring: { search?: string; relation?: string; limit?: number } }>(
    '/accounts/:acc/customers',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: { search: name, relation: name, limit: { type: 'integer', minimum: 1, maximum: 10_000 } },
        },
      },
    },
    (request) => {
      const account = world.account(request.params.acc)
      const { search = '', relation, limit = 100 } = request.query
      const matching = [...account.people.contacts.values()].filter(
        (contact) =>
          !contact.coworker &&
          (contact.name + contact.alias + contact.id).includes(search) &&
          (!relation || contact.relation === relation),
      )
      const rows = matching.map((contact) => view(contact, account))
      rows.sort((a, b) => (b.lastAt ?? b.addedAt) - (a.lastAt ?? a.addedAt))
      return { total: rows.length, customers: rows.slice(0, limit) }
    },
  )

  app.get<Acc>('/accounts/:acc/rooms', (request) => {
    const account = world.account(request.params.acc)
    const rooms = [...account.people.rooms.values()].map(
      ({ id, topic, memberIds, external, ownerId, capacity, inviteConfirm }) => ({
        id,
        topic,
        members: memberIds.length,
        external,
        own: ownerId === account.people.selfId,
        capacity,
        inviteConfirm,
      }),
    )
    return { rooms }
  })

  app.post<Acc & { Body: AddRequest }>(
    '/accounts/:acc/customers/add',
    {
      schema: {
        body: {
          type: 'object',
          additionalProperties: false,
          properties: {
            name,
            hello: { type: 'string', maxLength: 200 },
            state: name,
            count: { type: 'integer', minimum: 1, maximum: 100_000 },
            ratePerSecond: { type: 'number', exclusiveMinimum: 0, maximum: 10_000 },
          },
        },
      },
    },
    async (request) => {
      const added = await customers.addCustomers(world.account(request.params.acc), request.body)
      return { ids: added.map(({ id }) => id), customers: added }
    },
  )

  app.get<Customer>('/contacts/:c', (request) => {
    const { account, contact } = customers.find(request.params.c)
    const rooms = [...account.people.rooms.values()].filter((room) => room.memberIds.includes(contact.id))
    return { ...view(contact, account), rooms: rooms.map(({ id, topic }) => ({ id, topic })) }
  })
  app.post<Customer & { Body: Utterance }>(
    '/contacts/:c/say',
    {
      schema: {
        body: {
          type: 'object',
          properties: {
            room: name,
            text,
            file: { type: 'object', required: ['name', 'base64'], properties: { name, base64: { type: 'string' } } },
          },
        },
      },
    },
    async (request) => ({ messageId: (await customers.say(request.params.c, request.body)).id }),
  )
  const act = (path: string, act: (id: string) => Promise<void>): void => {
    app.post<Customer>(`/contacts/:c/${path}`, async (request) => {
      await act(request.params.c)
      return { ok: true }
    })
  }
  act('delete', (id) => customers.deleteAccount(id))
  act('block', (id) => customers.block(id))
  app.post<Customer & { Body: { hello?: string } | null }>('/contacts/:c/add', async (request) => {
    await customers.becomeFriend(request.params.c, String(request.body?.hello ?? ''))
    return { ok: true }
  })
  app.post<Customer & { Body: { messageId: string } }>(
    '/contacts/:c/recall',
    { schema: { body: { type: 'object', required: ['messageId'], properties: { messageId: name } } } },
    async (request) => {
      await customers.recall(request.params.c, request.body.messageId)
      return { ok: true }
    },
  )
  app.post<Customer & { Body: { room: string } }>(
    '/contacts/:c/accept-invite',
    { schema: { body: { type: 'object', required: ['room'], properties: { room: name } } } },
    async (request) => {
      await customers.acceptInvitation(request.params.c, request.body.room)
      return { ok: true }
    },
  )
}
