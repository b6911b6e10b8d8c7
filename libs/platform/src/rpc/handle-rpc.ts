import type { Actor } from '@miaohui/contracts/kernel/actor'
import type { Rpc } from '@miaohui/contracts/kernel/rpc'
import type pino from 'pino'

/** What a handler knows besides its input. `deadline` in epoch milliseconds. */
export type RpcContext = {
  actor: Actor
  deadline: number
  trace: string
  requestId: string
  readonly log: pino.Logger
}

/** A reply without required fields may be left out. */
type Answer<Rep> = object extends Rep ? Rep | void : Rep

export type RpcHandler<Req, Rep> = (input: Req, context: RpcContext) => Promise<Answer<Rep>>

export type HandlerEntry = { rpc: Rpc; method: string }
const entries = new WeakMap<object, HandlerEntry[]>()

/**
 * Binds a method to a request: input arrives validated, the reply leaves with its declared fields only, a thrown Problem reaches the
 * caller unchanged, anything else becomes INTERNAL and is logged. A method that does not fit the contract does not compile.
 */
export function HandleRpc<Req extends object, Rep extends object>(rpc: Rpc<Req, Rep>) {
  return <Method extends RpcHandler<Req, Rep>>(
    target: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const own = entries.get(target) ?? []
    own.push({ rpc: rpc as unknown as Rpc, method })
    entries.set(target, own)
  }
}

/** The handlers declared on an instance's class and its ancestors. */
export function handlersOf(instance: object): HandlerEntry[] {
  return declaredOn(entries, instance)
}

export function declaredOn<Entry>(registry: WeakMap<object, Entry[]>, instance: object): Entry[] {
  const found: Entry[] = []
  for (let p: object | null = Object.getPrototypeOf(instance) as object | null; p; p = Object.getPrototypeOf(p) as object | null)
    found.push(...(registry.get(p) ?? []))
  return found
}
