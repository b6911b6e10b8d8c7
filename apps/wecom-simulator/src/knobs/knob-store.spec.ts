import { Random } from '../random/random'
import { KnobStore } from './knob-store'
import { PROFILES } from './profiles'

describe('knobs', () => {
  const at = (time: { now: number }) => new KnobStore(PROFILES.ideal, () => time.now)

  it('prefer the account over all accounts over the profile', () => {
    const knobs = at({ now: 0 })
    expect(knobs.get('rpc.lostAck', 'a')).toBe(0)
    knobs.set('rpc.lostAck', 0.5)
    knobs.set('rpc.lostAck', 0.9, { account: 'a' })
    expect([knobs.get('rpc.lostAck', 'a'), knobs.get('rpc.lostAck', 'b')]).toEqual([0.9, 0.5])
    knobs.reset('a')
    expect(knobs.get('rpc.lostAck', 'a')).toBe(0.5)
  })

  it('end at their time', () => {
    const time = { now: 0 }
    const knobs = at(time)
    knobs.set('rpc.hang', 1, { until: 10 })
    expect(knobs.get('rpc.hang', 'a')).toBe(1)
    time.now = 10
    expect(knobs.get('rpc.hang', 'a')).toBe(0)
  })

  it('with a count are used up by happening', () => {
    const knobs = at({ now: 0 })
    knobs.set('rpc.lostAck', 1, { count: 2 })
    const random = new Random('x')
    const fired = Array.from({ length: 4 }, () => knobs.fires('rpc.lostAck', knobs.get('rpc.lostAck', 'a'), 'a', random))
    expect(fired).toEqual([true, true, false, false])
  })

  it.each([
    ['rpc.lostAck', 2],
    ['population', 'XL'],
    ['startMs', [5, 1]],
    ['rpc.error', { code: 'x' }],
  ] as const)('refuse %s = %j', (name, value) => {
    expect(at({ now: 0 }).set(name, value)).toBe(false)
  })
})
