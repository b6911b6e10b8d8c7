import { gramsOf, gramsWanted } from './search-grams'

const hits = (name: string, search: string) => gramsWanted(search).every((gram) => gramsOf(name).includes(gram))

describe('search by parts of names', () => {
  it.each([
    ['欧阳娜娜', '阳娜', true],
    ['欧阳娜娜', '欧', true],
    ['欧阳娜娜', '欧娜', false],
    ['Anna Li', 'ann', true],
    ['Anna Li', 'LI', true],
    ['😀小王', '😀', true],
  ])('%s by %s', (name, search, expected) => {
    expect(hits(name, search)).toBe(expected)
  })

  it('keeps the column small: no repeated grams, no blanks', () => {
    expect(gramsOf('娜娜娜', '娜娜')).toEqual(['娜', '娜娜'])
    expect(gramsOf('a b', null)).toEqual(['a', 'b'])
  })
})
