import { PuppetClient } from './puppet-client'

export type BareSendRate = { sends: number; perSecond: number; p50Ms: number; p99Ms: number }

/**
 * How fast a worker takes text sends when nothing else is in the way: the raw limit that a benchmark of the whole path is measured
 * against. Keys are `<keyPrefix><n>`, so a repeated prefix measures answers from the worker's memory instead of sends.
 */
export async function measureBareSends(options: {
  endpoint: string
  accounts: { token: string; conversationIds: string[] }[]
  sends: number
  concurrency: number
  keyPrefix: string
}): Promise<BareSendRate> {
  const clients = options.accounts.map(({ token, conversationIds }) => ({
    client: new PuppetClient({ endpoint: options.endpoint, token, shareChannel: true }),
    conversationIds,
  }))
  const latencies: number[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < options.sends; n = next++) {
      const target = clients[n % clients.length]
      const conversationId = target?.conversationIds[Math.floor(n / clients.length) % target.conversationIds.length]
      if (!target || conversationId === undefined) throw new RangeError('no account or no conversation to send to')
      const startedAt = performance.now()
      await target.client.call(
        'MessageSendText',
        { conversationId, text: `bare ${n}` },
        { idempotencyKey: `${options.keyPrefix}${n}` },
      )
      latencies.push(performance.now() - startedAt)
    }
  }
  const startedAt = performance.now()
  try {
    await Promise.all(Array.from({ length: options.concurrency }, lane))
  } finally {
    for (const { client } of clients) client.close()
  }
  const seconds = (performance.now() - startedAt) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { sends: latencies.length, perSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}
