import type { CpuProfile } from './cpu-profile'
import { packageTimes, selfTimes } from './self-times'

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber })
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('query', 'file:///repo/node_modules/pg/lib/client.js', 9) },
    { id: 3, callFrame: frame('parse', '/repo/node_modules/pg/lib/client.js', 19) },
    { id: 4, callFrame: frame('', 'file:///repo/libs/platform/dist/rpc/rpc-server.js', 0) },
    { id: 5, callFrame: frame('writev', 'node:net', 4) },
  ],
  samples: [1, 2, 2, 3, 4, 5],
  timeDeltas: [50_000, 2_000, 2_000, 1_000, 4_000, 1_000],
}

describe('where the time of a profile goes', () => {
  it('counts for each function its own time, as a share of the time that was not idle', () => {
    const times = selfTimes(profile, '/repo')
    expect(times[0]).toEqual({ name: 'query', where: 'node_modules/pg/lib/client.js:10', ms: 4, share: 0.4 })
    expect(times.map((time) => time.name)).not.toContain('(idle)')
    expect(times.reduce((sum, time) => sum + time.share, 0)).toBeCloseTo(1)
  })

  it('adds up by package', () => {
    const times = packageTimes(profile, '/repo').map(({ name, ms }) => [name, ms])
    expect(times).toEqual([
      ['pg', 5],
      ['libs/platform', 4],
      ['node', 1],
    ])
  })
})
