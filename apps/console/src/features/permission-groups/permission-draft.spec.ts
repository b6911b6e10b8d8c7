import { changesOf, grant, isChanged, rebase, tickOf, withdraw, type Draft } from './permission-draft'

const draft = (permissions: Draft['permissions'], name = '普通员工'): Draft => ({ name, permissions, dataScope: 'team' })

describe('ticking permissions', () => {
  it('brings the right to see what may be edited', () => {
    expect(grant([], ['tag.edit'])).toEqual(['tag.edit', 'tag.view'])
  })

  it('takes away what means nothing without seeing it, and nothing of other modules', () => {
    expect(withdraw(['tag.view', 'tag.edit', 'chat.view', 'chat.send'], ['tag.view'])).toEqual(['chat.view', 'chat.send'])
  })

  it('knows a module that is ticked in part', () => {
    const held = new Set<Draft['permissions'][number]>(['tag.view'])
    expect(tickOf(held, ['tag.view', 'tag.edit'])).toBe('some')
    expect(tickOf(held, ['tag.view'])).toBe('all')
    expect(tickOf(held, ['chat.send'])).toBe('none')
  })
})

describe('unsaved changes', () => {
  it('are none after ticking and unticking the same', () => {
    const before = draft(['chat.view'])
    const after = draft(withdraw(grant(before.permissions, ['chat.send']), ['chat.send']))
    expect(isChanged(changesOf(before, after))).toBe(false)
  })

  it('survive on top of what somebody else saved', () => {
    const before = draft(['chat.view', 'tag.view'])
    const mine = draft(['chat.view', 'chat.send'])
    const theirs = draft(['chat.view', 'tag.view', 'room.view'], '销售')
    expect(rebase(before, mine, theirs)).toEqual(draft(['chat.view', 'room.view', 'chat.send'], '销售'))
  })
})
