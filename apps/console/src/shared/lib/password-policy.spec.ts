import { checkPassword, isPasswordGood } from './password-policy'

describe('password policy', () => {
  it('takes a password with upper and lower case, a digit, a special character and ten characters', () => {
    expect(isPasswordGood('Qiniu#2026x')).toBe(true)
  })

  it.each([
    ['Ab1#', 'length'],
    ['abcdef#1234', 'upper'],
    ['ABCDEF#1234', 'lower'],
    ['Abcdefghi#j', 'digit'],
    ['Abcdefgh123', 'special'],
    ['Abcdefg 123', 'special'],
  ])('names the rule that %s misses', (password, rule) => {
    const missed = Object.entries(checkPassword(password)).filter(([, met]) => !met)
    expect(missed.map(([name]) => name)).toEqual([rule])
  })
})
