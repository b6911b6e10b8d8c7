import { filterFromQuery, isNarrowed, queryFromFilter } from './customer-filter'

describe('the customer filter in the address', () => {
  it('comes back as it was', () => {
    const filter = { search: '王', relation: 'deleted' as const, accountIds: ['a', 'b'], anyTagIds: ['t'] }
    const query = Object.fromEntries(Object.entries(queryFromFilter(filter)).map(([key, value]) => [key, String(value)]))
    expect(filterFromQuery(query)).toEqual(filter)
  })

  it('drops what is empty or unknown', () => {
    const filter = filterFromQuery({ q: '  ', relation: 'enemy', accounts: '', tags: null })
    expect(filter).toEqual({})
    expect(isNarrowed(filter)).toBe(false)
  })
})
