import { HttpLoad, closedLoop } from './load'
import type { Phase } from './phase'
import { cpuWhile } from './processes'
import { ReferenceChain } from './reference-chain'
import type { Site } from './site'
import { median } from './statistics'
import type { Row } from './table'

const CONNECTIONS = 32
const ROUND_SECONDS = 6
const ROUNDS = 3
const TARGET = 1.15

/** CPU microseconds of one request. */
type Cost = { programs: number; all: number; perSecond: number; others: number }

/** GET of one customer: gateway, NATS, one service, one indexed read; against the same chain written without a framework. */
export const requestCost: Phase = {
  name: 'request through the gateway',
  processes: ['gateway', 'messaging'],
  async measure(site) {
    const path = await customerPath(site)
    const { postgresUrl } = site.product.servers()
    const reference = await ReferenceChain.start({ postgresUrl, path })
    try {
      const servers = { postgres: [site.pid('postgres')] }
      const programs = [site.pid('gateway'), site.pid('messaging')]
      const ours = new HttpLoad(site.product.url + path, site.seller.accessToken, CONNECTIONS)
      const raw = new HttpLoad(reference.url + path, reference.token, CONNECTIONS)
      const ourGroups = { programs, nats: [site.pid('nats')], ...servers }
      const rawGroups = { programs: reference.programs, nats: [reference.natsPid], ...servers }
      await closedLoop(ours.get, CONNECTIONS, ROUND_SECONDS / 2)
      await closedLoop(raw.get, CONNECTIONS, ROUND_SECONDS / 2)
      const costs: { ours: Cost[]; raw: Cost[] } = { ours: [], raw: [] }
      for (let round = 0; round < ROUNDS; round++) {
        costs.ours.push(await costOf(ours, ourGroups))
        costs.raw.push(await costOf(raw, rawGroups))
      }
      ours.close()
      raw.close()
      const others = Math.max(...[...costs.ours, ...costs.raw].map((cost) => cost.others))
      return {
        rows: [
          row('gateway request, CPU of gateway and service', costs, (cost) => cost.programs),
          row('gateway request, CPU with NATS and PostgreSQL', costs, (cost) => cost.all),
        ],
        others,
      }
    } finally {
      await reference.close()
    }
  },
  async exercise(site) {
    const load = new HttpLoad(site.product.url + (await customerPath(site)), site.seller.accessToken, CONNECTIONS)
    await closedLoop(load.get, CONNECTIONS, ROUND_SECONDS)
    load.close()
  },
}

async function customerPath(site: Site): Promise<string> {
  const { seller } = site
  const search = () => seller.ask<{ items: { id: string }[] }>('POST', seller.team('/customers/search'), { limit: 1 })
  let [customer] = (await search()).items
  if (!customer) {
    await site.host(1, 'S')
    ;[customer] = (await search()).items
  }
  return seller.team(`/customers/${customer!.id}`)
}

async function costOf(load: HttpLoad, groups: Record<string, number[]>): Promise<Cost> {
  const { result, use } = await cpuWhile(groups, () => closedLoop(load.get, CONNECTIONS, ROUND_SECONDS))
  const micros = (seconds: number): number => (seconds / result.operations) * 1e6
  const { programs = 0 } = use.seconds
  const all = Object.values(use.seconds).reduce((sum, seconds) => sum + seconds, 0)
  return { programs: micros(programs), all: micros(all), perSecond: result.perSecond, others: use.others }
}

function row(name: string, costs: { ours: Cost[]; raw: Cost[] }, part: (cost: Cost) => number): Row {
  const text = (all: Cost[]): string =>
    `${median(all.map(part)).toFixed(0)} µs (${Math.round(median(all.map((cost) => cost.perSecond)))} requests/s)`
  const ratio = median(costs.ours.map(part)) / median(costs.raw.map(part))
  return {
    name,
    ours: text(costs.ours),
    raw: `${text(costs.raw)}, L3`,
    ratio: ratio.toFixed(2),
    target: `≤ ${TARGET}`,
    met: ratio <= TARGET,
  }
}
