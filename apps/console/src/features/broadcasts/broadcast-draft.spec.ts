import { blankDraft, bodyOf, filterOf, stepFault, type BroadcastDraft } from './broadcast-draft'

const draft = (part: Partial<BroadcastDraft> = {}): BroadcastDraft => ({ ...blankDraft(), ...part })
const text = (words: string) => [{ key: 'm', content: { kind: 'text' as const, text: words } }]

describe('the draft of a broadcast', () => {
  it('asks for nothing that was not chosen', () => {
    expect(filterOf(draft({ accountIds: ['a'], search: ' ' }))).toEqual({ accountIds: ['a'] })
  })

  it('counts the last day of the period whole', () => {
    const filter = filterOf(draft({ added: ['2026-11-01', '2026-11-02'] }))
    expect(Date.parse(filter.addedBefore ?? '') - Date.parse(filter.addedAfter ?? '')).toBe(2 * 86_400_000)
  })

  it('lets a step be finished only with all that it needs', () => {
    expect(stepFault('audience', draft(), undefined, 0)).toBe('accounts')
    expect(stepFault('audience', draft({ accountIds: ['a'] }), 0, 0)).toBe('nobody')
    expect(stepFault('audience', draft({ accountIds: ['a'] }), 3, 0)).toBeNull()
    expect(stepFault('content', draft(), 3, 0)).toBe('content')
    expect(stepFault('content', draft({ messages: text('hello') }), 3, 0)).toBeNull()
    expect(stepFault('confirm', draft(), 3, 0)).toBe('name')
    expect(stepFault('confirm', draft({ name: 'a', startAt: '2026-01-01T00:00:00Z' }), 3, Date.parse('2026-01-02'))).toBe('past')
  })

  it('keeps its key, so that sending it twice starts one broadcast', () => {
    const one = draft({ name: ' a ', accountIds: ['a'], messages: text('hello') })
    expect(bodyOf(one)).toEqual(bodyOf(one))
    expect(bodyOf(one)).toMatchObject({ name: 'a', idempotencyKey: one.key, messages: [{ kind: 'text', text: 'hello' }] })
  })
})
