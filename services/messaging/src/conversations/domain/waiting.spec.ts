import { changeOf, type Spoken } from './waiting'

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second))
const asked = (second: number, kind: Spoken['kind'] = 'text'): Spoken => ({
  direction: 'in',
  kind,
  at: at(second),
  answers: false,
})
const said = (second: number, answers: boolean): Spoken => ({ direction: 'out', kind: 'text', at: at(second), answers })

describe('who waits for an answer', () => {
  it.each<[string, Spoken[], ReturnType<typeof changeOf>]>([
    ['two questions wait since the first', [asked(5), asked(1)], { unread: 2, answered: false, waitsFrom: at(1) }],
    ['an answer ends the waiting', [asked(1), said(2, true)], { unread: 0, answered: true, waitsFrom: null }],
    [
      'a question after the answer waits again',
      [asked(1), said(2, true), asked(3)],
      { unread: 1, answered: true, waitsFrom: at(3) },
    ],
    ['a mass-send is no answer', [asked(1), said(2, false)], { unread: 1, answered: false, waitsFrom: at(1) }],
    ['a notice of WeCom is no question', [asked(1, 'system')], { unread: 0, answered: false, waitsFrom: null }],
  ])('%s', (_name, messages, expected) => {
    expect(changeOf(messages)).toEqual(expected)
  })
})
