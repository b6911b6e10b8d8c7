import { eventually } from '@miaohui/testing/eventually'
import type { SimulatorDriver } from '@miaohui/testing/simulator-driver'
import { BareWorker } from './bare-worker'
import { cpuWhile } from './processes'
import type { Phase } from './phase'
import type { Site } from './site'
import { percentile } from './statistics'
import type { Row } from './table'

const RATES = [
  { perSecond: 1, seconds: 20 },
  { perSecond: 50, seconds: 10 },
  { perSecond: 200, seconds: 10 },
] as const
const WARM_UP = { perSecond: 50, seconds: 5 } as const
const TARGET_MS = 1000

type Rate = { perSecond: number; seconds: number }
type Waits = { p50: number; p99: number }

/** From the moment a customer added the account until the first reply is on their phone. */
export const firstReply: Phase = {
  name: 'first reply',
  processes: ['all-in-one'],
  async measure(site) {
    const account = await answeringAccount(site)
    const bare = await BareWorker.start()
    try {
      const bareAccount = await bare.host('S')
      const stop = bare.greet(bareAccount)
      const floor = (rate: Rate) => waits(bare.simulator.driver, bareAccount.accountId, rate)
      const ours = (rate: Rate) => waits(site.product.simulator, account, rate)
      await ours(WARM_UP)
      await floor(WARM_UP)
      const rows: Row[] = []
      let others = 0
      for (const rate of RATES) {
        const mine = await cpuWhile(busyParts(site), () => ours(rate))
        others = Math.max(others, mine.use.others)
        rows.push(rowOf(rate, mine.result, await floor(rate)))
      }
      stop()
      return { rows, others }
    } finally {
      await bare.close()
    }
  },
  async exercise(site) {
    await waits(site.product.simulator, await answeringAccount(site), { perSecond: 200, seconds: 8 })
  },
}

const busyParts = (site: Site) => ({ product: site.product.processes().flatMap(({ pid }) => pid ?? []) })

/** A new account whose new customers get a text at once. */
async function answeringAccount(site: Site): Promise<string> {
  const [id = ''] = await site.host(1, 'S')
  await site.seller.ask('POST', site.seller.team('/answer-sops'), {
    name: `新客户应答 ${id.slice(-6)}`,
    accountIds: [id],
    steps: [{ delayMs: 0, content: { kind: 'text', text: '{{昵称}}你好，我是班主任，课程表马上发你。' } }],
    enabled: true,
    idempotencyKey: crypto.randomUUID(),
  })
  return id
}

async function waits(driver: SimulatorDriver, accountId: string, { perSecond, seconds }: Rate): Promise<Waits> {
  const count = perSecond * seconds
  const since = await driver.ledgerPosition()
  const customers = await driver.addCustomers(accountId, { count, ratePerSecond: perSecond })
  const arrived = await eventually(
    async () => {
      const rows = await driver.ledger({ acc: accountId, since })
      if (rows.length < count) throw new Error(`${rows.length} of ${count} new customers were answered`)
      return new Map(rows.map((row) => [row.conversationId, row.t]))
    },
    { withinMs: 60_000, everyMs: 250 },
  )
  const samples = customers.map(({ id, addedAt }) => (arrived.get(id) ?? Infinity) - addedAt)
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) }
}

function rowOf({ perSecond }: Rate, ours: Waits, floor: Waits): Row {
  const text = ({ p50, p99 }: Waits): string => `p50 ${p50} ms, p99 ${p99} ms`
  return {
    name: `first reply, ${perSecond} new customers/s`,
    ours: text(ours),
    raw: `${text(floor)} (bare client)`,
    ratio: `p99 ${(ours.p99 / Math.max(1, floor.p99)).toFixed(1)}`,
    target: 'p99 < 1 s',
    met: ours.p99 < TARGET_MS,
  }
}
