import type { FastifyInstance } from 'fastify'
import { isOfflineReason } from '../account/login-states'
import type { SimulatedAccount } from '../account/simulated-account'
import { ACTION_CHECKS, KNOB_CHECKS, type KnobActionName, type KnobActions, type KnobName } from '../knobs/knob-values'
import { SimulatorProblem } from '../problem'
import type { LiveChange } from '../world/live-changes'
import type { Services } from './services'

type KnobRequest = { acc?: string; set: Record<string, unknown>; until?: number; count?: number; forMs?: number }

/** Knobs, the clock, the state as a whole, and the stream of changes for the page. */
export function registerControls(app: FastifyInstance, { world, customers, cutStream }: Services): void {
  const actions: { [A in KnobActionName]: (account: SimulatedAccount, value: KnobActions[A]) => void | Promise<void> } = {
    kick: (account, { reason }) => {
      if (!isOfflineReason(reason)) throw new SimulatorProblem(400, 'INVALID_KNOB', `reason ${reason}`)
      account.login.kick(reason)
    },
    'newDeviceCheck.now': (account) => account.login.checkDevice(),
    'stream.cutNow': (account) => cutStream(account),
    'friendship.removed': (account, { n }) => customers.deleteSome(account, n),
  }

  app.get('/knobs', () => world.knobs.describe())
  app.put<{ Body: KnobRequest }>(
    '/knobs',
    {
      schema: {
        body: {
          type: 'object',
          required: ['set'],
          properties: {
            acc: { type: 'string' },
            set: { type: 'object' },
            until: { type: 'number' },
            forMs: { type: 'number', minimum: 0 },
            count: { type: 'integer', minimum: 1 },
          },
        },
      },
    },
    async (request) => {
      const { acc, set, until, count, forMs } = request.body
      const accounts = acc === undefined ? [...world.accounts.values()] : [world.account(acc)]
      // All or nothing: a request with one wrong knob turns none.
      for (const [name, value] of Object.entries(set)) checkKnob(name, value)
      for (const [name, value] of Object.entries(set)) {
        if (isAction(name)) {
          const act = actions[name] as (account: SimulatedAccount, value: unknown) => void | Promise<void>
          for (const account of accounts) await act(account, value)
        } else {
          const end = forMs === undefined ? until : world.clock.now() + forMs
          world.knobs.set(name as KnobName, value, { account: acc, until: end, count })
        }
      }
      world.live.knobsTurned()
      return world.knobs.describe()
    },
  )
  app.delete<{ Querystring: { acc?: string } }>('/knobs', (request) => {
    world.knobs.reset(request.query.acc)
    world.live.knobsTurned()
    return world.knobs.describe()
  })

  app.get('/clock', () => world.clock.describe())
  app.post<{ Body: { ms: number } }>(
    '/clock/advance',
    { schema: { body: { type: 'object', required: ['ms'], properties: { ms: { type: 'number', minimum: 0 } } } } },
    (request) => {
      if (world.clock.describe().mode !== 'manual')
        throw new SimulatorProblem(409, 'BAD_STATE', 'the clock is not in manual mode')
      world.clock.advance(request.body.ms)
      return world.clock.describe()
    },
  )
  app.put<{ Body: { mode: 'real' | 'scaled' | 'manual'; factor?: number } }>(
    '/clock/mode',
    {
      schema: {
        body: {
          type: 'object',
          required: ['mode'],
          properties: {
            mode: { enum: ['real', 'scaled', 'manual'] },
            factor: { type: 'number', exclusiveMinimum: 0, maximum: 100_000 },
          },
        },
      },
    },
    (request) => {
      world.clock.setMode(request.body.mode, request.body.factor)
      return world.clock.describe()
    },
  )

  app.delete('/state', async () => {
    for (const account of world.accounts.values()) cutStream(account)
    await world.clear()
    return { ok: true }
  })

  app.get('/metrics', () => ({
    accounts: world.accounts.size,
    ledgerRows: world.ledger.length,
    eventsPublished: world.eventsPublished,
    rss: process.memoryUsage.rss(),
  }))
  app.get('/health', () => ({ status: world.draining ? 'draining' : 'ok' }))

  app.get('/events', (request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    reply.raw.write(': hello\n\n')
    const unsubscribe = world.live.subscribe((change: LiveChange) => reply.raw.write(`data: ${JSON.stringify(change)}\n\n`))
    request.raw.on('close', unsubscribe)
  })
}

function isAction(name: string): name is KnobActionName {
  return Object.hasOwn(ACTION_CHECKS, name)
}

function checkKnob(name: string, value: unknown): void {
  const check = isAction(name)
    ? ACTION_CHECKS[name]
    : Object.hasOwn(KNOB_CHECKS, name)
      ? KNOB_CHECKS[name as KnobName]
      : undefined
  if (!check) throw new SimulatorProblem(400, 'UNKNOWN_KNOB', name)
  if (!check(value)) throw new SimulatorProblem(400, 'INVALID_KNOB', `${name}: ${JSON.stringify(value)}`)
}
