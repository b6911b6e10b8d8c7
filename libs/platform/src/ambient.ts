import { AsyncLocalStorage } from 'node:async_hooks'

/** What libraries must know of the code that is running, without handing it through every signature. */
export type CallScope = { trace: string; requestId: string; deadline?: number }

/** An open database transaction of this process. `open` turns false when it ends: work that outlives it is outside. */
export type UnitScope = { open: boolean; owner: object; enterpriseId: string | null; afterCommit: (() => void)[] }

export const callScope = new AsyncLocalStorage<CallScope>()
export const unitScope = new AsyncLocalStorage<UnitScope>()

export function openUnit(): UnitScope | undefined {
  const unit = unitScope.getStore()
  return unit?.open ? unit : undefined
}

/** Runs at once, or after the commit of the unit of work that is open; never when that unit fails. */
export function whenCommitted(effect: () => void): void {
  const unit = openUnit()
  if (unit) unit.afterCommit.push(effect)
  else effect()
}
