import { declaredEvents, declaredRpcs } from '@miaohui/contracts/catalogue'
import { SERVICES, type ServiceName } from '@miaohui/contracts/kernel/rpc'
import { eventHandlersOf } from '@miaohui/persistence/events'
import { handlersOf } from '@miaohui/platform/rpc/handle-rpc'
import type { Type } from '@nestjs/common'
import { MODULE_METADATA } from '@nestjs/common/constants'
import 'reflect-metadata'

type Handlers = { rpcs: string[]; events: string[] }

/** Every handler declared on the providers that a service's AppModule reaches, without starting anything. */
async function handlersIn(service: ServiceName): Promise<Handlers> {
  const { AppModule } = (await import(`@miaohui/${service}/app.module`)) as { AppModule: Type }
  const seen = new Set<unknown>()
  const found: Handlers = { rpcs: [], events: [] }
  const visit = (entry: unknown): void => {
    if (!entry || seen.has(entry)) return
    seen.add(entry)
    const dynamic = typeof entry === 'object' ? (entry as { module?: Type; imports?: unknown[]; providers?: unknown[] }) : {}
    const module = dynamic.module ?? (typeof entry === 'function' ? entry : undefined)
    const imports = module ? ((Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) as unknown[] | undefined) ?? []) : []
    const providers = module ? ((Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) as unknown[] | undefined) ?? []) : []
    for (const each of [...imports, ...(dynamic.imports ?? [])]) visit(each)
    for (const provider of [...providers, ...(dynamic.providers ?? [])]) {
      const given = typeof provider === 'function' ? provider : (provider as { useClass?: Type }).useClass
      if (!given || seen.has(given)) continue
      seen.add(given)
      const instance: object = Object.create((given as Type<object>).prototype as object)
      found.rpcs.push(...handlersOf(instance).map((h) => h.rpc.subject))
      found.events.push(...eventHandlersOf(instance).map((h) => h.event.name))
    }
  }
  visit(AppModule)
  return found
}

describe.each(SERVICES)('the contracts of %s', (service) => {
  let handlers: Handlers
  beforeAll(async () => {
    handlers = await handlersIn(service)
  })

  it('are all answered, each by one handler', () => {
    const promised = declaredRpcs()
      .filter((rpc) => rpc.service === service)
      .map((rpc) => rpc.subject)
    expect([...handlers.rpcs].sort()).toEqual([...promised].sort())
  })

  it('name it as a consumer exactly of the events it handles', () => {
    const promised = declaredEvents()
      .filter((event) => event.consumers.includes(service))
      .map((event) => event.name)
    expect([...new Set(handlers.events)].sort()).toEqual([...promised].sort())
  })
})
