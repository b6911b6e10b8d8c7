import { byName, initialOf } from './names'

describe('names', () => {
  it('stands for a person by the last sign of a Chinese name and the first letter of another', () => {
    expect(['林晓', 'ada Lovelace', ''].map(initialOf)).toEqual(['晓', 'A', ''])
  })

  it('orders Chinese names by pinyin and numbers by value', () => {
    expect(['周岚', '二区10', '陈一', '二区9'].sort(byName((name) => name))).toEqual(['陈一', '二区9', '二区10', '周岚'])
  })
})
