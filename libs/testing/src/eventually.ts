import { setTimeout as wait } from 'node:timers/promises'

/** Repeats an assertion until it holds; the last failure is the test's failure. */
export async function eventually<T>(assertion: () => T | Promise<T>, { withinMs = 8000, everyMs = 20 } = {}): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (Date.now() >= until) throw error
      await wait(everyMs)
    }
  }
}
