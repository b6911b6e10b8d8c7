import type { CustomerFilter } from '@miaohui/contracts/messaging/audience'
import { PLANNED_EACH_TIME } from '@miaohui/persistence/prepared-statements'
import { gramsWanted, normalise } from '../../customers/domain/search-grams'

/** Collects the parameters of one statement; `add` gives back the placeholder. */
export class Parameters {
  readonly values: unknown[] = []

  constructor(...first: unknown[]) {
    this.values.push(...first)
  }

  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/**
 * The one translation of a filter into SQL: a condition on `customer c`. `$1` must be the enterprise. The list, counts, bulk tagging,
 * estimates and the freezing of a broadcast all use it, so they always mean the same people.
 */
export function customerCondition(teamId: string, filter: CustomerFilter | undefined, parameters: Parameters): string {
  // The right way in, by tag or by age, depends on how many customers have the tag.
  const parts = [`c.enterprise_id = $1`, `c.team_id = ${parameters.add(teamId)} ${PLANNED_EACH_TIME}`]
  if (!filter) return parts.join(' and ')
  const tagged = (ids: string[]) =>
    `exists (select 1 from customer_tag t where t.enterprise_id = $1 and t.customer_id = c.id and t.tag_id = any(${parameters.add(ids)}::uuid[]))`
  if (filter.accountIds?.length) parts.push(`c.account_id = any(${parameters.add(filter.accountIds)}::uuid[])`)
  if (filter.anyTagIds?.length) parts.push(tagged(filter.anyTagIds))
  if (filter.noTagIds?.length) parts.push(`not ${tagged(filter.noTagIds)}`)
  if (filter.relation) parts.push(`c.relation = ${parameters.add(filter.relation)}`)
  if (filter.addedAfter) parts.push(`c.listed_at >= ${parameters.add(filter.addedAfter)}::timestamptz`)
  if (filter.addedBefore) parts.push(`c.listed_at < ${parameters.add(filter.addedBefore)}::timestamptz`)
  if (filter.search) parts.push(...named(filter.search, parameters))
  return parts.join(' and ')
}

/** Words of the search must all be part of the name or the remark. */
function named(search: string, parameters: Parameters): string[] {
  const grams = gramsWanted(search)
  if (grams.length === 0) return []
  const words = normalise(search).split(' ')
  return [
    `c.id in (select customers_named(${parameters.add(grams)}::text[]))`,
    // Pairs of neighbours may all be there without the word: only longer words need the second look.
    ...words
      .filter((word) => [...word].length > 2)
      .map((word) => `position(${parameters.add(word)} in lower(c.name || ' ' || coalesce(c.remark, ''))) > 0`),
  ]
}
