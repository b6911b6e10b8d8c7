import { readFileSync } from 'node:fs'
import { OPENAPI_FILE } from '../src/openapi/open-api-path'

/** One route that takes ids in its path. */
export type IdRoute = {
  operationId: string
  method: string
  /** With `{name}` where an id stands. */
  path: string
  /** Names of the ids, outermost first: `enterpriseId`, `teamId`, `id`, `memberId`, `accountId`. */
  ids: string[]
  /** Undefined: public, or for any member. */
  permission?: string
  isPublic: boolean
  /** A body that passes no validation but is JSON; undefined where the route takes none. */
  takesBody: boolean
  /** Problem codes the route is documented to answer with. */
  problems: string[]
}

type Operation = {
  operationId: string
  security?: object[]
  requestBody?: object
  'x-permission'?: string
  'x-problem-codes'?: string[]
}
type Document = { paths: Record<string, Record<string, Operation>> }

/** Every published route that takes an id: a new route is in the list by being published. */
export function idRoutes(file: string = OPENAPI_FILE): IdRoute[] {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as Document
  return Object.entries(paths).flatMap(([path, operations]) => {
    const ids = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)
    if (ids.length === 0) return []
    return Object.entries(operations).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      ids,
      permission: operation['x-permission'],
      isPublic: operation.security?.length === 0,
      takesBody: operation.requestBody !== undefined,
      problems: operation['x-problem-codes'] ?? [],
    }))
  })
}

/** The address of a route with these ids in it. @throws Error when one is missing */
export function addressOf(route: IdRoute, ids: Readonly<Record<string, string>>): string {
  return route.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[name]
    if (id === undefined) throw new Error(`${route.operationId} needs ${name}`)
    return encodeURIComponent(id)
  })
}

/**
 * The id-swap matrix of one route: the caller's own ids with one of them at a time exchanged, outermost first. Each of these must be
 * answered with the same 404.
 */
export function swaps(
  route: IdRoute,
  own: Readonly<Record<string, string>>,
  others: Readonly<Record<string, Readonly<Record<string, string>>>>,
): { what: string; address: string }[] {
  return route.ids.flatMap((name) =>
    Object.entries(others).flatMap(([what, ids]) => {
      const other = ids[name]
      return other === undefined ? [] : [{ what: `${what} ${name}`, address: addressOf(route, { ...own, [name]: other }) }]
    }),
  )
}
