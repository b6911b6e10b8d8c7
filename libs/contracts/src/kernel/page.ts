import { fieldsOf, Int, Nested, Text, type Shape } from './fields'

export const PAGE_SIZES = { default: 20, max: 100 } as const

/** Keyset paging: `after` is the opaque cursor of the previous page. */
export class PageRequest {
  @Int({ min: 1, max: PAGE_SIZES.max, optional: true, description: 'rows per page, 20 unless given' })
  limit?: number

  @Text({ max: 500, optional: true, description: 'cursor of the previous page (`next`)' })
  after?: string
}

export type Page<T> = { items: T[]; next?: string; total?: number }

const made = new Map<Shape, Shape<Page<object>>>()

/** The shape of one page of `item`; `total` only where counting is cheap enough to be always right. */
export function pageOf<T extends object>(item: Shape<T>): Shape<Page<T>> {
  const known = made.get(item)
  if (known) return known as Shape<Page<T>>
  class PageOf implements Page<T> {
    @Nested(() => item, { list: { max: PAGE_SIZES.max } })
    items!: T[]

    @Text({ max: 500, optional: true, description: 'cursor of the next page; absent on the last one' })
    next?: string

    @Int({ min: 0, optional: true, description: 'rows over all pages' })
    total?: number
  }
  Object.defineProperty(PageOf, 'name', { value: `${item.name}Page` })
  if (fieldsOf(item).length === 0) throw new Error(`pageOf(${item.name}): not a declared shape`)
  made.set(item, PageOf as Shape<Page<object>>)
  return PageOf
}

/** A cursor is the sort key of the last row, hidden from callers so that it can change. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** Null when the text is not one of our cursors: the caller answers VALIDATION_FAILED. */
export function decodeCursor(text: string): (string | number | null)[] | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(key) ? (key as (string | number | null)[]) : null
  } catch {
    return null
  }
}
