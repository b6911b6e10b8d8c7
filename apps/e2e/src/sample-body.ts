import type { Schema } from '@miaohui/testing/id-routes'

/** Where an id of a record goes. */
export class IdSlot {
  constructor(
    /** The collection that the record is in: `tags`. */
    readonly collection: string,
    /** Where in the body: `filter.anyTagIds`. */
    readonly at: string,
  ) {}
}

export type Special = Record<string, (slot: (collection: string) => IdSlot) => unknown[]>

/** Stands for digits that no other body has. */
const UNIQUE = '{unique}'

/** Not marked as required, because it may come as a header instead. */
const KEY = 'idempotencyKey'

/**
 * Valid bodies for a schema, with every field that is required or holds an id. `special` gives the variants of the schemas (by name) whose
 * fields exclude each other; the bodies together show each variant.
 * @param collections in which there are records to name
 * @throws Error for an id whose collection is not known
 */
export function sampleBodies(schema: Schema, collections: readonly string[], special: Special): unknown[] {
  let variants = 1
  const build = (part: Schema, at: string, turn: number): unknown => {
    const own = part.name === undefined ? undefined : special[part.name]
    if (own) {
      const options = own((collection) => new IdSlot(collection, at))
      variants = Math.max(variants, options.length)
      return options[turn % options.length]
    }
    if (part.enum) return part.enum[0]
    if (part.format === 'uuid') return new IdSlot(collectionOf(at.split('.').at(-1)!, collections), at)
    if (part.type === 'array') return part.items && hasId(part.items) ? [build(part.items, at, turn)] : []
    if (part.type === 'object') {
      const isWanted = (name: string, p: Schema) => part.required?.includes(name) || name === KEY || hasId(p)
      const wanted = Object.entries(part.properties ?? {}).filter(([name, p]) => isWanted(name, p))
      return Object.fromEntries(wanted.map(([name, p]) => [name, build(p, at ? `${at}.${name}` : name, turn)]))
    }
    if (part.type === 'integer') return part.minimum ?? 1
    if (part.type === 'boolean') return false
    return part.format === 'email' ? `${UNIQUE}@example.com` : UNIQUE
  }
  const bodies = [build(schema, '', 0)]
  while (bodies.length < variants) bodies.push(build(schema, '', bodies.length))
  return bodies
}

function hasId(schema: Schema): boolean {
  if (schema.format === 'uuid') return true
  if (schema.items) return hasId(schema.items)
  return Object.values(schema.properties ?? {}).some(hasId)
}

const ALIASES: Record<string, string> = { parentId: 'departments' }

/** `permissionGroupId` → `permission-groups`, `anyTagIds` → `tags`. @throws Error when there is no such collection */
export function collectionOf(field: string, collections: readonly string[]): string {
  const words = field.replace(/Ids?$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const found = [ALIASES[field], `${words}s`, `${words.split('-').at(-1)}s`].find((name) => name && collections.includes(name))
  if (!found) throw new Error(`no collection of records is known for ${field}`)
  return found
}

/** Every place of an id, in the order in which `filled` meets them. */
export function slotsOf(body: unknown): IdSlot[] {
  if (body instanceof IdSlot) return [body]
  return typeof body === 'object' && body !== null ? Object.values(body).flatMap(slotsOf) : []
}

export function filled(body: unknown, idFor: (slot: IdSlot) => string): unknown {
  const unique = String(10_000_000 + Math.floor(Math.random() * 89_999_999))
  const fill = (part: unknown): unknown => {
    if (part instanceof IdSlot) return idFor(part)
    if (typeof part === 'string') return part.replace(UNIQUE, unique)
    if (Array.isArray(part)) return part.map(fill)
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, fill(value)]))
    return part
  }
  return fill(body)
}
