import { setTimeout as wait } from 'node:timers/promises'
import { memoryOf } from './processes'
import type { Site } from './site'
import type { Row } from './table'

const SETTLES_WITHIN_MS = 10_000
const IDLE_TARGET_MIB = 400

/** All services and the gateway in one process that has nothing to do yet. `bare`: Node with nothing loaded. */
export async function idleMemory(site: Site): Promise<Row> {
  await wait(SETTLES_WITHIN_MS)
  const { now } = memoryOf(site.pid('all-in-one'))
  return row('all-in-one memory, idle', now, `≤ ${IDLE_TARGET_MIB} MiB`, now <= IDLE_TARGET_MIB)
}

/** The most it had while everything else of this run was measured. */
export function peakMemory(site: Site): Row {
  return row('all-in-one memory, peak of this run', memoryOf(site.pid('all-in-one')).peak, '')
}

function row(name: string, mib: number, target: string, met?: boolean): Row {
  const bare = bareNodeMib
  return {
    name,
    ours: `${mib.toFixed(0)} MiB`,
    raw: `${bare.toFixed(0)} MiB (this program)`,
    ratio: (mib / bare).toFixed(1),
    target,
    met,
  }
}

/** A Node program that has loaded what a benchmark needs and no framework. */
const bareNodeMib = memoryOf(process.pid).now
