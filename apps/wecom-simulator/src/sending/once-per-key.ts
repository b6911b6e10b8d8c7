import type { SimulatedAccount } from '../account/simulated-account'
import type { World } from '../world/world'

/**
 * Carries out an operation once per idempotency key: a repeated key gets the first answer, also after a restart, and also while the
 * first attempt is still running. A failed attempt had no effect, so the next one with its key is tried afresh.
 */
export async function oncePerKey<Reply extends object>(
  world: World,
  account: SimulatedAccount,
  key: string | undefined,
  carryOut: () => Promise<Reply>,
): Promise<Reply> {
  if (!key) return carryOut()
  const known = account.outcomes.get(key)
  if (known) {
    // It may have been applied a moment ago and not be on the disk yet.
    await world.durable()
    return known as Reply
  }
  const running = account.running.get(key)
  if (running) return running as Promise<Reply>
  const attempt = carryOut().finally(() => account.running.delete(key))
  account.running.set(key, attempt)
  return attempt
}
