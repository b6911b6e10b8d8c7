import type { FastifyInstance } from 'fastify'
import type { StoredMessage } from '../storage/records'
import { nameOf } from '../worker/payload-views'
import { checkLedger, type Intent } from '../world/ledger-check'
import type { Services } from './services'

/** What the customers' phones show, and whether the product believes the same. */
export function registerLedger(app: FastifyInstance, { world }: Services): void {
  const row = (message: StoredMessage) => {
    const account = world.accounts.get(message.accountId)
    return {
      n: message.n,
      t: message.t,
      accountId: message.accountId,
      conversationId: message.conversationId,
      conversationName:
        account?.people.rooms.get(message.conversationId)?.topic ?? (account && nameOf(message.conversationId, account)) ?? '',
      kind: message.kind,
      text: message.text,
      contentHash: message.contentHash,
      msgId: message.id,
      idempotencyKey: message.idempotencyKey ?? null,
      origin: message.origin,
      roomId: message.roomId ?? null,
      /** For a customer who added the account: how long after that, in ms. */
      sinceAddedMs: account?.people.contacts.has(message.conversationId)
        ? message.t - (account.people.contacts.get(message.conversationId)?.addedAt ?? message.t)
        : null,
    }
  }

  app.get<{ Querystring: { acc?: string; since?: number; limit?: number; latest?: boolean } }>(
    '/ledger',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: {
            acc: { type: 'string' },
            since: { type: 'integer', minimum: 0 },
            limit: { type: 'integer', minimum: 1, maximum: 100_000 },
            latest: { type: 'boolean' },
          },
        },
      },
    },
    (request) => {
      const { acc, since = 0, limit = 1_000, latest = false } = request.query
      const after = world.ledger.slice(firstAfter(world.ledger, since))
      const matching = acc === undefined ? after : after.filter((message) => message.accountId === acc)
      const rows = latest ? matching.slice(-limit) : matching.slice(0, limit)
      return { total: matching.length, last: world.ledger.at(-1)?.n ?? 0, rows: rows.map(row) }
    },
  )

  app.post<{ Body: { intents: Intent[]; acc?: string; since?: number } }>(
    '/ledger/check',
    {
      schema: {
        body: {
          type: 'object',
          required: ['intents'],
          properties: {
            intents: {
              type: 'array',
              items: { type: 'object', required: ['status'], properties: { status: { enum: ['SENT', 'FAILED', 'UNKNOWN'] } } },
            },
            acc: { type: 'string' },
            since: { type: 'integer', minimum: 0 },
          },
        },
      },
    },
    (request) => {
      const { intents, acc, since = 0 } = request.body
      const rows = world.ledger.slice(firstAfter(world.ledger, since))
      return checkLedger(intents, acc === undefined ? rows : rows.filter((message) => message.accountId === acc))
    },
  )
}

/** Index of the first row with a number above `n`. */
function firstAfter(rows: StoredMessage[], n: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.n ?? 0) <= n) low = middle + 1
    else high = middle
  }
  return low
}
