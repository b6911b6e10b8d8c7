import type { CustomerFilter } from '@miaohui/contracts/messaging/audience'
import type { Broadcast } from '@miaohui/contracts/messaging/broadcast'
import { eventually } from '@miaohui/testing/eventually'
import { BareWorker } from './bare-worker'
import type { Phase } from './phase'
import { cpuWhile } from './processes'
import type { Site } from './site'
import { median } from './statistics'

const RECIPIENTS = 5000
/** Of 1,000 people each, of whom some have deleted or blocked the account or are colleagues. */
const ACCOUNTS = 7
const ROUNDS = 3
/** What one dispatcher has under way: 4 batches, in each 16 conversations of every account. The raw limit is the better one. */
const CONCURRENCIES = [64, 16 * 4 * ACCOUNTS]
const TARGET = 0.6

/** From the press of the button until the last of 5,000 has the message, without pacing. */
export const dispatch: Phase = {
  name: 'mass-send dispatch',
  processes: ['all-in-one'],
  async measure(site) {
    await site.host(ACCOUNTS, 'M')
    // The first one finds out who has deleted or blocked the account, and warms everything up.
    await sendToAll(site, { relation: 'friend' }, '预热')
    const audience = { anyTagIds: [await tagRecipients(site)] }
    const bare = await BareWorker.start()
    try {
      const accounts = []
      for (let n = 0; n < ACCOUNTS; n++) accounts.push(await bare.host('M'))
      const ours: number[] = []
      const raw: number[] = []
      let others = 0
      await bare.sendRate(accounts, RECIPIENTS / 2, CONCURRENCIES[0]!)
      for (let round = 0; round < ROUNDS; round++) {
        const sent = await cpuWhile({ product: site.product.processes().flatMap(({ pid }) => pid ?? []) }, () =>
          sendToAll(site, audience, `第 ${round} 轮`),
        )
        others = Math.max(others, sent.use.others)
        ours.push(sent.result)
        for (const concurrency of CONCURRENCIES) raw.push(await bare.sendRate(accounts, RECIPIENTS, concurrency))
      }
      const best = Math.max(...raw)
      const ratio = median(ours) / best
      const row = {
        name: `mass-send of ${RECIPIENTS.toLocaleString('en')}, no pacing`,
        ours: `${rate(median(ours))} sends/s (${rate(Math.min(...ours))}–${rate(Math.max(...ours))})`,
        raw: `${rate(best)} sends/s (bare gRPC)`,
        ratio: ratio.toFixed(2),
        target: `≥ ${TARGET}`,
        met: ratio >= TARGET,
      }
      return { rows: [row], others }
    } finally {
      await bare.close()
    }
  },
  async exercise(site) {
    await sendToAll(site, { relation: 'friend' }, '再发一次')
  },
}

const rate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en')

async function tagRecipients({ seller }: Site): Promise<string> {
  const { id } = await seller.ask<{ id: string }>('POST', seller.team('/tags'), { name: '群发对象', colour: 'teal' })
  const body = { filter: { relation: 'friend' }, limit: RECIPIENTS, addTagIds: [id], removeTagIds: [] }
  const { changed } = await seller.ask<{ changed: number }>('POST', seller.team('/customers/tags'), body)
  if (changed !== RECIPIENTS) throw new Error(`${changed} customers were tagged instead of ${RECIPIENTS}`)
  return id
}

/** @returns sends per second, by the simulator's ledger */
async function sendToAll({ product: { simulator }, seller }: Site, filter: CustomerFilter, name: string): Promise<number> {
  const since = await simulator.ledgerPosition()
  const startedAt = Date.now()
  const { id } = await seller.ask<Broadcast>('POST', seller.team('/broadcasts'), {
    name,
    mode: 'unlimited',
    filter,
    messages: [{ kind: 'text', text: `{{昵称}}，今晚八点开课。${name}` }],
    idempotencyKey: crypto.randomUUID(),
  })
  const { counts, sends } = await eventually(
    async () => {
      const broadcast = await seller.ask<Broadcast>('GET', seller.team(`/broadcasts/${id}`))
      if (broadcast.state !== 'finished') throw new Error(`${broadcast.state} ${JSON.stringify(broadcast.counts)}`)
      return broadcast
    },
    { withinMs: 120_000, everyMs: 500 },
  )
  if (counts.delivered + counts.failed < sends) throw new Error(`a mass-send did not arrive: ${JSON.stringify(counts)}`)
  const rows = await simulator.ledger({ since })
  const last = rows.reduce((latest, row) => Math.max(latest, row.t), 0)
  return rows.length / ((last - startedAt) / 1000)
}
