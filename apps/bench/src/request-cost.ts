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

const PROGRAMS = ['gateway', 'service'] as const
const SERVERS = ['NATS', 'PostgreSQL'] as const
type Part = (typeof PROGRAMS | typeof SERVERS)[number]
type Groups = Record<Part, number[]>
/** CPU microseconds of one request, part by part. */
type Cost = { micros: Record<Part, number>; perSecond: number; others: number }

/** GET of one customer: gateway, NATS, one service, one indexed read; against the same chain written without a framework. */
export const requestCost: Phase = {
  name: 'request through the gateway',
  processes: ['gateway', 'messaging'],
  async measure(site) {
    const path = await customerPath(site)
    const { postgresUrl } = site.product.servers()
    const reference = await ReferenceChain.start({ postgresUrl, path })
    try {
      const ours = new HttpLoad(site.product.url + path, site.seller.accessToken, CONNECTIONS)
      const raw = new HttpLoad(reference.url + path, reference.token, CONNECTIONS)
      const PostgreSQL = [site.pid('postgres')]
      const ourGroups = { gateway: [site.pid('gateway')], service: [site.pid('messaging')], NATS: [site.pid('nats')], PostgreSQL }
      const rawGroups = {
        gateway: [reference.gatewayPid],
        service: [reference.servicePid],
        NATS: [reference.natsPid],
        PostgreSQL,
      }
      await assertSameCustomer(ours, raw)
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
          row('gateway request, CPU of gateway and service', costs, PROGRAMS),
          row('gateway request, CPU with NATS and PostgreSQL', costs, [...PROGRAMS, ...SERVERS]),
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

/** A chain that answers with something else would be no reference. */
async function assertSameCustomer(ours: HttpLoad, raw: HttpLoad): Promise<void> {
  const [mine, theirs] = (await Promise.all([ours.body(), raw.body()])) as { id: string; name: string }[]
  if (!mine?.id || mine.id !== theirs?.id || mine.name !== theirs.name)
    throw new Error(`different answers: ${JSON.stringify(mine)} and ${JSON.stringify(theirs)}`)
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

async function costOf(load: HttpLoad, groups: Groups): Promise<Cost> {
  const { result, use } = await cpuWhile(groups, () => closedLoop(load.get, CONNECTIONS, ROUND_SECONDS))
  const micros = Object.fromEntries(Object.entries(use.seconds).map(([part, s]) => [part, (s / result.operations) * 1e6]))
  return { micros: micros as Record<Part, number>, perSecond: result.perSecond, others: use.others }
}

function row(name: string, costs: { ours: Cost[]; raw: Cost[] }, parts: readonly Part[]): Row {
  const of = (all: Cost[], part: Part): number => median(all.map((cost) => cost.micros[part]))
  const sum = (all: Cost[]): number => parts.reduce((total, part) => total + of(all, part), 0)
  const text = (all: Cost[]): string =>
    `${sum(all).toFixed(0)} µs (${parts.map((part) => `${part} ${of(all, part).toFixed(0)}`).join(', ')})`
  const ratio = sum(costs.ours) / sum(costs.raw)
  return {
    name,
    ours: text(costs.ours),
    raw: `L3 ${text(costs.raw)}`,
    ratio: ratio.toFixed(2),
    target: `≤ ${TARGET}`,
    met: ratio <= TARGET,
  }
}
