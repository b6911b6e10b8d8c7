import { decodeCursor, encodeCursor, PAGE_SIZES, type PageRequest } from '@miaohui/contracts/kernel/page'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'

export type SortKey = (string | number | null)[]

/**
 * One page in the order of a unique sort key. `fetch` returns at most `limit` rows that come after `after` (all when null), in
 * order; one row more than the page is asked for, to know whether there is a next one.
 * @throws Problem VALIDATION_FAILED when the cursor is not one of ours (or has another number of parts than `parts`).
 */
export async function keysetPage<Row>(
  request: PageRequest,
  o: { parts: number; key: (row: Row) => SortKey; fetch: (after: SortKey | null, limit: number) => Promise<Row[]> },
): Promise<{ items: Row[]; next?: string }> {
  const limit = request.limit ?? PAGE_SIZES.default
  const after = request.after ? decodeCursor(request.after) : null
  if (request.after && after?.length !== o.parts) {
    throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'after', code: 'FORMAT' }] })
  }
  const rows = await o.fetch(after, limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: encodeCursor(o.key(last)) } : { items }
}
