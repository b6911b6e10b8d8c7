import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The published interface as committed. */
const OPENAPI_FILE = join(__dirname, '../../../docs/api/openapi.json')

/** A part of a request as the interface file describes it, references resolved. */
export type Schema = {
  /** Of a named schema. */
  name?: string
  type?: string
  format?: string
  enum?: unknown[]
  minimum?: number
  minLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

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
  takesBody: boolean
  body?: Schema
  query: { name: string; required: boolean; schema: Schema }[]
  /** Problem codes the route is documented to answer with. */
  problems: string[]
}

type Reference = Schema & { $ref?: string; allOf?: Reference[] }
type Operation = {
  operationId: string
  security?: object[]
  requestBody?: { content: Record<string, { schema: Reference }> }
  parameters?: { name: string; in: string; required?: boolean; schema: Reference }[]
  'x-permission'?: string
  'x-problem-codes'?: string[]
}
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Reference> } }

/** Every published route that takes an id: a new route is in the list by being published. */
export function idRoutes(file: string = OPENAPI_FILE): IdRoute[] {
  const { paths, components } = JSON.parse(readFileSync(file, 'utf8')) as Document
  const schemaOf = (schema: Reference): Schema => resolveReferences(schema, components.schemas)
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
      body: operation.requestBody && schemaOf(operation.requestBody.content['application/json']!.schema),
      query: (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, required = false, schema }) => ({ name, required, schema: schemaOf(schema) })),
      problems: operation['x-problem-codes'] ?? [],
    }))
  })
}

function resolveReferences(schema: Reference, known: Record<string, Reference>): Schema {
  const { $ref, allOf: [only] = [], ...own } = schema
  if ($ref) {
    const name = $ref.split('/').at(-1)!
    return { name, ...resolveReferences(known[name]!, known) }
  }
  if (only) return resolveReferences(only, known)
  return {
    ...own,
    ...(own.items && { items: resolveReferences(own.items, known) }),
    ...(own.properties && {
      properties: Object.fromEntries(
        Object.entries(own.properties).map(([name, property]) => [name, resolveReferences(property, known)]),
      ),
    }),
  }
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
