import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Clock ticks per second of /proc: fixed in Linux's interface to programs. */
const TICKS = 100

export type CpuUse = {
  /** CPU seconds of each group, user and system. */
  seconds: Record<string, number>
  /** Cores that processes outside the groups and this one kept busy meanwhile: above 0.3 the figures are noisy. */
  others: number
  elapsed: number
}

/** CPU time that groups of processes, with all their descendants, spend while something is done. */
export async function cpuWhile<T>(
  groups: Readonly<Record<string, readonly number[]>>,
  work: () => Promise<T>,
): Promise<{ result: T; use: CpuUse }> {
  const read = () => {
    const children = childrenOf()
    const own = withDescendants([process.pid], children)
    const byGroup = Object.entries(groups).map(([name, roots]) => {
      const pids = withDescendants(roots, children)
      for (const pid of pids) own.add(pid)
      return [name, [...pids].reduce((sum, pid) => sum + cpuSeconds(pid), 0)] as const
    })
    return { byGroup: new Map(byGroup), known: [...own].reduce((sum, pid) => sum + cpuSeconds(pid), 0), all: machineSeconds() }
  }
  const before = read()
  const startedAt = performance.now()
  const result = await work()
  const elapsed = (performance.now() - startedAt) / 1000
  const after = read()
  const seconds = Object.fromEntries(
    [...after.byGroup].map(([name, s]) => [name, Math.max(0, s - (before.byGroup.get(name) ?? 0))]),
  )
  const busy = after.all - before.all - (after.known - before.known)
  return { result, use: { seconds, elapsed, others: Math.min(availableParallelism(), Math.max(0, busy / elapsed)) } }
}

/** Resident memory of a process in MiB: now, and the most it ever had. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024
  return { now: mib('VmRSS'), peak: mib('VmHWM') }
}

type Stat = { parent: number; ticks: number; waitedFor: number }

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const field = (n: number): number => fields[n] ?? 0
    return { parent: field(1), ticks: field(11) + field(12), waitedFor: field(13) + field(14) }
  } catch {
    return undefined
  }
}

/** Its own time and that of children that have ended. */
function cpuSeconds(pid: number): number {
  const stat = statOf(pid)
  return stat ? (stat.ticks + stat.waitedFor) / TICKS : 0
}

function childrenOf(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)])
  }
  return children
}

function withDescendants(roots: readonly number[], children: Map<number, number[]>): Set<number> {
  const found = new Set<number>()
  const queue = [...roots]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    if (found.has(pid)) continue
    found.add(pid)
    queue.push(...(children.get(pid) ?? []))
  }
  return found
}

/** User, nice and system time of all cores. */
function machineSeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const [user = 0, nice = 0, system = 0] = line.trim().split(/\s+/).slice(1).map(Number)
  return (user + nice + system) / TICKS
}
