import { CONTENT_KINDS, type Content } from '@miaohui/contracts/messaging/content'
import { emptySteps } from './steps'

const full: Record<Content['kind'], Content> = {
  text: { kind: 'text', text: '你好' },
  image: { kind: 'image', materialId: 'm' },
  file: { kind: 'file', materialId: 'm' },
  link: { kind: 'link', linkUrl: 'https://example.com' },
  'room-invite': { kind: 'room-invite', roomIds: ['r'] },
}

describe('a step that says nothing', () => {
  it.each(CONTENT_KINDS)('of kind %s is named with its place', (kind) => {
    const [error] = emptySteps([{ content: full.text }, { content: { kind } }])
    expect(error).toMatchObject({ code: 'REQUIRED' })
    expect(error?.path).toMatch(/^steps\.1\.content\./)
  })

  it.each(CONTENT_KINDS)('of kind %s passes once it is filled in', (kind) => {
    expect(emptySteps([{ content: full[kind] }])).toEqual([])
  })

  it('counts a text of blanks as empty', () => {
    expect(emptySteps([{ content: { kind: 'text', text: ' \n' } }])).toHaveLength(1)
  })
})
