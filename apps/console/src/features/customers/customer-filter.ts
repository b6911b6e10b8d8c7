import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { Schemas } from '@/shared/http/api-types'

export type CustomerFilter = Schemas['CustomerFilter']
export const RELATIONS = ['friend', 'deleted', 'blocked'] as const
export type Relation = (typeof RELATIONS)[number]

const list = (value: unknown): string[] | undefined => (typeof value === 'string' && value !== '' ? value.split(',') : undefined)

/** The filter lives in the address, so that a list can be shared and comes back with the browser's back button. */
export function filterFromQuery(query: LocationQuery): CustomerFilter {
  const relation = RELATIONS.find((each) => each === query.relation)
  const search = typeof query.q === 'string' && query.q.trim() !== '' ? query.q.trim() : undefined
  return {
    ...(search ? { search } : {}),
    ...(relation ? { relation } : {}),
    ...(list(query.accounts) ? { accountIds: list(query.accounts) } : {}),
    ...(list(query.tags) ? { anyTagIds: list(query.tags) } : {}),
  }
}

export function queryFromFilter(filter: CustomerFilter): LocationQueryRaw {
  return {
    q: filter.search || undefined,
    relation: filter.relation,
    accounts: filter.accountIds?.length ? filter.accountIds.join(',') : undefined,
    tags: filter.anyTagIds?.length ? filter.anyTagIds.join(',') : undefined,
  }
}

export const isNarrowed = (filter: CustomerFilter): boolean => Object.keys(filter).length > 0
