import { Frame } from './frame'
import { NoticeRing } from './notice-ring'

describe('the ring of notices', () => {
  let now = 0
  const make = () => new NoticeRing(() => now)
  const push = (ring: NoticeRing, id: number | string, text = '{}') =>
    ring.push({ id: String(id), address: 'e/t', noun: 'account', frame: new Frame(text) })
  const ids = (ring: NoticeRing, after: number | string) => ring.after(String(after))?.map((e) => e.id)

  it('gives what came after a notice, in order', () => {
    const ring = make()
    for (let i = 1; i <= 5; i++) push(ring, i)
    expect(ids(ring, 3)).toEqual(['4', '5'])
    expect(ids(ring, 5)).toEqual([])
  })

  it('does not know a notice of more than five minutes ago, nor one it never had', () => {
    const ring = make()
    push(ring, 'old')
    now += 5 * 60_000
    push(ring, 'edge')
    now += 1
    expect(ids(ring, 'old')).toBeUndefined()
    expect(ids(ring, 'edge')).toEqual([])
    expect(ids(ring, 'never')).toBeUndefined()
  })

  it('stays bounded in number and bytes and right while it forgets', () => {
    const ring = make()
    for (let i = 1; i <= 50_000; i++) push(ring, i)
    expect(ids(ring, 49_998)).toEqual(['49999', '50000'])
    expect(ids(ring, 29_999)).toBeUndefined()
    expect(ids(ring, 30_001)).toHaveLength(19_999)
    const big = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 40; i++) push(ring, `big-${i}`, big)
    expect(ids(ring, 50_000)).toBeUndefined()
    expect(ids(ring, 'big-7')).toBeUndefined()
    expect(ids(ring, 'big-8')).toHaveLength(31)
  })

  it('knows nothing after it was cleared, and goes on', () => {
    const ring = make()
    push(ring, 1)
    ring.clear()
    expect(ids(ring, 1)).toBeUndefined()
    push(ring, 2)
    push(ring, 3)
    expect(ids(ring, 2)).toEqual(['3'])
  })
})
