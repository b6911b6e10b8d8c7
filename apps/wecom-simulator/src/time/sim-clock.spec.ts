import { SimClock } from './sim-clock'

describe('the simulated clock', () => {
  it('runs due timers in order, each at its own time, in manual mode', () => {
    const clock = new SimClock()
    clock.setMode('manual')
    const start = clock.now()
    const seen: [string, number][] = []
    const note = (name: string) => () => void seen.push([name, clock.now() - start])
    clock.after(30, note('c'))
    clock.after(10, () => {
      note('a')()
      clock.after(5, note('nested'))
    })
    clock.after(20, note('b'))
    clock.cancel(clock.after(15, note('cancelled')))
    clock.after(31, note('too late'))
    clock.advance(30)
    expect(seen).toEqual([
      ['a', 10],
      ['nested', 15],
      ['b', 20],
      ['c', 30],
    ])
  })

  it('keeps a thousand timers in order', () => {
    const clock = new SimClock()
    clock.setMode('manual')
    const seen: number[] = []
    for (let n = 0; n < 1_000; n++) {
      const due = (n * 7919) % 1_000
      clock.after(due, () => seen.push(due))
    }
    clock.advance(1_000)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen).toHaveLength(1_000)
  })

  it('runs an hour in a moment when scaled', async () => {
    const clock = new SimClock()
    clock.setMode('scaled', 1_000_000)
    await new Promise<void>((resolve) => void clock.after(3_600_000, resolve))
    clock.stop()
  })
})
