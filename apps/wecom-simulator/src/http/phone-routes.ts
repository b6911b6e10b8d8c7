import type { FastifyInstance } from 'fastify'
import { isOfflineReason } from '../account/login-states'
import { chats, conversation, phoneSummary } from '../phone/phone-screen'
import { badState } from '../problem'
import type { Services } from './services'

type Acc = { Params: { acc: string } }
const text = { type: 'string', maxLength: 4_000 } as const

/** The phones of the accounts' owners. */
export function registerPhones(app: FastifyInstance, { world, sending }: Services): void {
  const phone = (acc: string) => phoneSummary(world.account(acc), world)

  app.get('/phones', () => ({ phones: [...world.accounts.values()].map((account) => phoneSummary(account, world)) }))
  app.get<Acc>('/phones/:acc', (request) => phone(request.params.acc))
  app.get<Acc>('/phones/:acc/chats', (request) => ({ chats: chats(world.account(request.params.acc), world, 200) }))

  app.post<Acc & { Body: { qr?: string } }>(
    '/phones/:acc/scan',
    { schema: { body: { type: 'object', properties: { qr: text } } } },
    (request) => {
      world.account(request.params.acc).login.scan(request.body.qr?.trim())
      return phone(request.params.acc)
    },
  )
  const act = (path: string, act: (login: ReturnType<typeof world.account>['login']) => void): void => {
    app.post<Acc>(`/phones/:acc/${path}`, (request) => {
      act(world.account(request.params.acc).login)
      return phone(request.params.acc)
    })
  }
  act('confirm', (login) => login.confirm())
  act('cancel', (login) => login.cancelScan())

  app.post<Acc & { Body: { reason?: string } | null }>('/phones/:acc/logout', (request) => {
    const reason = request.body?.reason ?? 'PHONE_LOGOUT'
    if (!isOfflineReason(reason)) throw badState('able to stay', `log out because of ${reason}`)
    world.account(request.params.acc).login.kick(reason)
    return phone(request.params.acc)
  })

  app.post<Acc & { Body: { action: 'check' | 'accept' | 'ignore' | 'deny' } }>(
    '/phones/:acc/newdevice',
    {
      schema: {
        body: { type: 'object', required: ['action'], properties: { action: { enum: ['check', 'accept', 'ignore', 'deny'] } } },
      },
    },
    (request) => {
      const { login } = world.account(request.params.acc)
      const { action } = request.body
      if (action === 'check') login.checkDevice()
      else if (login.checkDeadline === undefined) throw badState(login.state, 'answer the new-device card')
      else if (action === 'deny') login.kick('PHONE_LOGOUT')
      else if (action === 'accept') login.acceptCheck()
      return phone(request.params.acc)
    },
  )

  app.post<Acc & { Body: { conversationId: string; text: string } }>(
    '/phones/:acc/send',
    { schema: { body: { type: 'object', required: ['conversationId', 'text'], properties: { conversationId: text, text } } } },
    (request) => {
      const account = world.account(request.params.acc)
      return sending.sendText(account, request.body.conversationId, request.body.text, [], { key: undefined, origin: 'phone' })
    },
  )

  app.get<{ Params: { acc: string; conv: string }; Querystring: { viewer?: 'account' | 'customer'; limit?: number } }>(
    '/conversations/:acc/:conv',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: { viewer: { enum: ['account', 'customer'] }, limit: { type: 'integer', minimum: 1, maximum: 1000 } },
        },
      },
    },
    (request) => {
      const { viewer = 'customer', limit = 200 } = request.query
      return { messages: conversation(world.account(request.params.acc), world, request.params.conv, viewer, limit) }
    },
  )
}
