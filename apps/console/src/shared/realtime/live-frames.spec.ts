import { parseLiveFrame } from './live-frames'
import { RevisionFilter } from './revision-filter'

describe('live frames', () => {
  it('ignores text that is no frame it knows', () => {
    expect(parseLiveFrame('<html>')).toBeNull()
    expect(parseLiveFrame('{"kind":"party"}')).toBeNull()
    expect(parseLiveFrame('{"kind":"notice","enterpriseId":"e1","notice":{"id":"n1"}}')).toBeNull()
  })

  it('reads a notice with its enterprise', () => {
    const notice = {
      id: 'n1',
      ts: 't',
      topic: 'enterprise:org',
      type: 'member.changed',
      entity: 'm1',
      rev: 3,
      patch: { name: '林' },
    }
    expect(parseLiveFrame(JSON.stringify({ kind: 'notice', enterpriseId: 'e1', notice }))).toEqual({
      kind: 'notice',
      enterpriseId: 'e1',
      notice,
    })
  })

  it('lets a change of a record through once, and never an older one', () => {
    const filter = new RevisionFilter()
    const verdicts = [1, 2, 2, 1, 3].map((rev) => filter.isNews({ entity: 'a1', rev }))
    expect(verdicts).toEqual([true, true, false, false, true])
  })
})
