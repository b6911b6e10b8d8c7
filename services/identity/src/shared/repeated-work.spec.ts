import { RepeatedWork } from './repeated-work'

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((r) => (resolve = r))
  return { promise, resolve }
}

describe('repeated work', () => {
  it('is done once more for all who ask while it runs, and never twice at once', async () => {
    const gates = [deferred(), deferred()]
    let begun = 0
    let atOnce = 0
    const work = new RepeatedWork(
      60_000,
      async () => {
        expect(++atOnce).toBe(1)
        await gates[begun++]?.promise
        atOnce--
      },
      () => undefined,
    )
    const asked = [work.wake(), work.wake(), work.wake()]
    gates.forEach((gate) => gate.resolve())
    await Promise.all(asked)
    expect(begun).toBe(2)
  })

  it('goes on after a failure', async () => {
    const errors: unknown[] = []
    let rounds = 0
    const work = new RepeatedWork(
      60_000,
      async () => {
        if (++rounds === 1) throw new Error('once')
      },
      (error) => errors.push(error),
    )
    await work.wake()
    await work.wake()
    expect([rounds, errors.length]).toEqual([2, 1])
  })

  it('ends with the round at work', async () => {
    const gate = deferred()
    let rounds = 0
    const work = new RepeatedWork(
      60_000,
      () => (rounds++, gate.promise),
      () => undefined,
    )
    const asked = work.wake()
    void work.wake()
    const stopped = work.stop()
    gate.resolve()
    await Promise.all([asked, stopped])
    await work.wake()
    expect(rounds).toBe(1)
  })
})
