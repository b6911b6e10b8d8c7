import { blankSop, joinDelay, MAX_DELAY_MS, replacedBy, sameSop, splitDelay, timesOf, type AnswerSetting } from './sop-draft'

const setting = (accountId: string, mode: AnswerSetting['mode'], answerSopId: string | null = null): AnswerSetting => ({
  accountId,
  mode,
  answerSopId,
  answerSopName: null,
  changedByName: null,
  changedAt: null,
})

describe('the delay of a step', () => {
  it.each([
    [0, 0, 'second'],
    [90_000, 90, 'second'],
    [120_000, 2, 'minute'],
    [5_400_000, 90, 'minute'],
    [86_400_000, 1, 'day'],
  ])('says %d ms as %d %s', (ms, value, unit) => {
    expect(splitDelay(ms)).toEqual({ value, unit })
  })

  it('never is negative nor beyond what the server takes', () => {
    expect(joinDelay(-3, 'day')).toBe(0)
    expect(joinDelay(45, 'day')).toBe(MAX_DELAY_MS)
  })

  it('adds up from step to step', () => {
    expect(timesOf([{ delayMs: 0 }, { delayMs: 5000 }, { delayMs: 60_000 }])).toEqual([0, 5000, 65_000])
  })
})

describe('an answer SOP that is being written', () => {
  it('names the accounts whose way of answering it would switch off, and no others', () => {
    const settings = [
      setting('a', 'welcome'),
      setting('b', 'answer-sop', 's1'),
      setting('c', 'answer-sop', 's2'),
      setting('d', 'none'),
    ]
    expect(replacedBy(['a', 'b', 'd'], settings, 's1').map((each) => each.accountId)).toEqual(['a'])
    expect(replacedBy(['b', 'c'], settings, null).map((each) => each.accountId)).toEqual(['b', 'c'])
  })

  it('is unchanged when only the order of its accounts differs', () => {
    const one = { ...blankSop(), accountIds: ['a', 'b'] }
    expect(sameSop(one, { ...one, accountIds: ['b', 'a'] })).toBe(true)
    expect(sameSop(one, { ...one, name: 'x' })).toBe(false)
  })
})
