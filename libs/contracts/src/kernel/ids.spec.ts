import { validate } from './validate'
import { Id } from './fields'
import { isId, newId } from './ids'

class Holder {
  @Id()
  id!: string
}

describe('ids', () => {
  it('are unique and sort in the order they were made, also within one millisecond', () => {
    const made = Array.from({ length: 20_000 }, newId)
    expect(new Set(made).size).toBe(made.length)
    expect([...made].sort()).toEqual(made)
  })

  it('pass the check that requests put on ids', () => {
    for (let i = 0; i < 100; i++) expect(validate(Holder, { id: newId() }).id).toHaveLength(36)
    expect(isId(newId())).toBe(true)
    expect(isId('1; drop table member')).toBe(false)
  })
})
