import { contentFault, moved, NICKNAME, toSend, withNickname } from './content-draft'

describe('a content that is being written', () => {
  it.each([
    [
      { kind: 'text', text: '  ' },
      { field: 'text', code: 'REQUIRED' },
    ],
    [
      { kind: 'text', text: 'x'.repeat(4001) },
      { field: 'text', code: 'TOO_LONG' },
    ],
    [{ kind: 'image' }, { field: 'materialId', code: 'REQUIRED' }],
    [
      { kind: 'link', linkUrl: 'miaohui', linkTitle: 'a' },
      { field: 'linkUrl', code: 'FORMAT' },
    ],
    [
      { kind: 'link', linkUrl: 'https://a.example' },
      { field: 'linkTitle', code: 'REQUIRED' },
    ],
    [
      { kind: 'room-invite', roomIds: [] },
      { field: 'roomIds', code: 'REQUIRED' },
    ],
    [{ kind: 'text', text: 'hello' }, null],
  ] as const)('says what %j lacks', (content, fault) => {
    expect(contentFault(content as Parameters<typeof contentFault>[0])).toEqual(fault)
  })

  it('sends nothing that was typed for another kind', () => {
    expect(toSend({ kind: 'link', text: 'old', linkUrl: ' https://a.example ', linkTitle: 'A' })).toEqual({
      kind: 'link',
      linkUrl: 'https://a.example',
      linkTitle: 'A',
    })
  })

  it('puts a name in, even one that looks like a pattern', () => {
    expect(withNickname(`${NICKNAME}, hello ${NICKNAME}`, '$&')).toBe('$&, hello $&')
  })

  it('moves a step by one place and stops at the ends', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c'])
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c'])
  })
})
