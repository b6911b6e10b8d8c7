import { closeInTurn, type RunningService } from './run-service'

describe('stopping a process of several parts', () => {
  const closed: string[] = []
  const part = (name: string, ms: number, fails = false): RunningService => ({
    name,
    close: async () => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      closed.push(name)
      if (fails) throw new Error(name)
    },
  })

  it('shuts the door before what is behind it, and goes on when a part fails', async () => {
    const failures = await closeInTurn([[part('gateway', 20, true)], [part('slow', 10), part('fast', 1)]])
    expect(closed).toEqual(['gateway', 'fast', 'slow'])
    expect(failures).toEqual([new Error('gateway')])
  })
})
