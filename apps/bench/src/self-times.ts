import type { CpuProfile } from './cpu-profile'

/** Time spent in a function itself, without what it called. */
export type SelfTime = {
  name: string
  where: string
  ms: number
  /** Of the time in which the process was not idle. */ share: number
}

/** Functions by self time, the most expensive first. */
export function selfTimes(profile: CpuProfile, root: string): SelfTime[] {
  return sum(profile, ({ functionName, url, lineNumber }) => ({
    name: functionName || '(anonymous)',
    where: url === '' ? '' : `${placeOf(url, root)}:${lineNumber + 1}`,
  }))
}

/** The same by package: a workspace package, one from npm, Node itself, or the engine. */
export function packageTimes(profile: CpuProfile, root: string): SelfTime[] {
  return sum(profile, ({ functionName, url }) => ({ name: url === '' ? functionName : packageOf(placeOf(url, root)), where: '' }))
}

type Frame = CpuProfile['nodes'][number]['callFrame']

function sum(profile: CpuProfile, label: (frame: Frame) => { name: string; where: string }): SelfTime[] {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const times = new Map<string, SelfTime>()
  let busy = 0
  profile.samples.forEach((id, i) => {
    const frame = frames.get(id)
    const ms = (profile.timeDeltas[i] ?? 0) / 1000
    if (!frame || frame.functionName === '(idle)' || ms <= 0) return
    busy += ms
    const { name, where } = label(frame)
    const time = times.get(`${name} ${where}`) ?? { name, where, ms: 0, share: 0 }
    time.ms += ms
    times.set(`${name} ${where}`, time)
  })
  return [...times.values()].map((time) => ({ ...time, share: time.ms / busy })).sort((a, b) => b.ms - a.ms)
}

/** Relative to the checkout; `dist` and the scheme say nothing. */
function placeOf(url: string, root: string): string {
  return url.replace('file://', '').replace(`${root}/`, '')
}

function packageOf(place: string): string {
  if (place.startsWith('node:')) return 'node'
  const [, npm] = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place) ?? []
  return npm ?? place.split('/').slice(0, 2).join('/')
}
