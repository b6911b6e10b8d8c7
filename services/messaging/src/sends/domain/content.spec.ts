import type { Content } from '@miaohui/contracts/messaging/content'
import { asMessage, missingParts, toEffect } from './content'

describe('content', () => {
  it.each<[Content, string | undefined]>([
    [{ kind: 'text', text: '您好' }, undefined],
    [{ kind: 'text', text: ' \n ' }, 'messages.0.text'],
    [{ kind: 'text' }, 'messages.0.text'],
    [{ kind: 'image' }, 'messages.0.materialId'],
    [{ kind: 'link', linkUrl: 'https://example.com/a', linkTitle: '课程' }, undefined],
    [{ kind: 'link', linkUrl: 'javascript:alert(1)', linkTitle: '课程' }, 'messages.0.linkUrl'],
    [{ kind: 'link', linkUrl: 'https://example.com/a' }, 'messages.0.linkTitle'],
    [{ kind: 'room-invite', roomIds: [] }, 'messages.0.roomIds'],
  ])('says what %j lacks', (content, path) => {
    expect(missingParts(content, 'messages.0').map((e) => e.path)).toEqual(path ? [path] : [])
  })

  it('puts the customer’s name in, also one that looks like a replacement pattern', () => {
    const content: Content = { kind: 'text', text: '{{昵称}}您好，{{ 昵称 }}' }
    expect(toEffect(content, { customerName: '$& 王' }).text).toBe('$& 王您好，$& 王')
    expect(asMessage(content, '李雷')).toEqual({ kind: 'text', text: '李雷您好，李雷' })
  })
})
