import { createI18n } from 'vue-i18n'
import { compileMessage } from './message-compiler'

const { t } = createI18n({
  legacy: false,
  locale: 'en',
  messageCompiler: (message) => compileMessage(String(message)),
  messages: {
    en: { plain: 'Mail to lin@example.com', one: 'Hello {name}, {name}', attempts: '{n} attempt left. | {n} attempts left.' },
  },
}).global

describe('texts', () => {
  it('are taken as they are, whatever signs they hold', () => {
    expect(t('plain')).toBe('Mail to lin@example.com')
  })

  it('take values by name, and nothing where a value is missing', () => {
    expect(t('one', { name: '林晓' })).toBe('Hello 林晓, 林晓')
    expect(t('one')).toBe('Hello , ')
  })

  it('tell one from many', () => {
    expect(t('attempts', { n: 1 }, 1)).toBe('1 attempt left.')
    expect(t('attempts', { n: '1,204' }, 1204)).toBe('1,204 attempts left.')
    expect(t('attempts', { n: 0 }, 0)).toBe('0 attempts left.')
  })
})
