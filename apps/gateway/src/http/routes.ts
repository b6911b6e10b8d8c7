import 'reflect-metadata'
import { RequestMethod, type Type } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants'
import { exposureOf, type Exposure } from './exposure'

/** One HTTP route as its controller declares it. `path` with `:parameters`, leading slash. */
export type Route = { operationId: string; area: string; method: string; path: string; exposure?: Exposure }

/** Every route of the controllers, also those that forgot to declare themselves. */
export function routesOf(controllers: readonly Type[]): Route[] {
  return controllers.flatMap((controller) => {
    const area = areaOf(controller)
    const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '')
    const methods = controller.prototype as Record<string, unknown>
    return Object.getOwnPropertyNames(methods).flatMap((name): Route[] => {
      const handler = methods[name]
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return []
      const verb = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod
      const path = `/${base}/${String(Reflect.getMetadata(PATH_METADATA, handler))}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
      return [{ operationId: `${area}.${name}`, area, method: RequestMethod[verb], path, exposure: exposureOf(handler) }]
    })
  })
}

/**
 * A route without a permission would be open to everybody who finds it.
 * @throws Error naming the routes that declare neither a permission nor that they are public or for anyone signed in.
 */
export function requireDeclared(controllers: readonly Type[]): void {
  const bare = routesOf(controllers).filter((route) => !route.exposure)
  if (bare.length === 0) return
  const names = bare.map((r) => `${r.method} ${r.path} (${r.operationId})`).join(', ')
  throw new Error(`these routes declare no permission: ${names}`)
}

function areaOf(controller: Type): string {
  const name = controller.name.replace(/Controller$/, '')
  return name.charAt(0).toLowerCase() + name.slice(1)
}
