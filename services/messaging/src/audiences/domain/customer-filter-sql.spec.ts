import type { CustomerFilter } from '@miaohui/contracts/messaging/audience'
import { customerCondition, Parameters } from './customer-filter-sql'

type Filter = CustomerFilter | undefined

const compile = (filter: Filter) => {
  const parameters = new Parameters('enterprise')
  return { sql: customerCondition('team', filter, parameters), values: parameters.values }
}

describe('a customer filter as SQL', () => {
  it('always holds on to enterprise and team', () => {
    for (const filter of [undefined, {}, { search: 'x' }, { accountIds: [] }]) {
      const { sql, values } = compile(filter)
      expect(sql).toMatch(/^c\.enterprise_id = \$1 and c\.team_id = \$2/)
      expect(values.slice(0, 2)).toEqual(['enterprise', 'team'])
    }
  })

  it('passes every value as a parameter', () => {
    const evil = `'; drop table customer; --`
    const { sql, values } = compile({ search: evil, relation: 'friend', anyTagIds: ['a'], noTagIds: ['b'], accountIds: ['c'] })
    expect(sql).not.toContain('drop')
    const used = [...sql.matchAll(/\$(\d+)/g)].map((m) => Number(m[1]))
    expect(Math.max(...used)).toBe(values.length)
    expect(new Set(used).size).toBe(values.length)
  })

  it('looks twice at words of three characters, not at shorter ones', () => {
    expect(compile({ search: '欧阳' }).sql).not.toContain('position')
    expect(compile({ search: '欧阳娜' }).sql).toContain('position')
    expect(compile({ search: '  ' }).sql).toBe(compile({}).sql)
  })
})
