import { Int, Json, Text } from '@miaohui/contracts/kernel/fields'
import { ConfigError, FromEnv, readConfig } from './config'

class Door {
  @FromEnv('MIAOHUI_<SVC>_PASSWORD')
  @Text({ min: 1, max: 20 })
  password!: string

  @FromEnv('MIAOHUI_PORT', { fallback: '8080' })
  @Int({ min: 1, max: 65_535 })
  port!: number

  @FromEnv('MIAOHUI_KEYS', { json: true })
  @Json()
  keys!: Record<string, string>
}

const mistakesOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(Door, env, 'account-hosting')
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

describe('configuration', () => {
  it('is read from the variables of its process, with defaults', () => {
    const config = readConfig(Door, { MIAOHUI_ACCOUNT_HOSTING_PASSWORD: 'x', MIAOHUI_KEYS: '{"a":"b"}' }, 'account-hosting')
    expect(config).toEqual({ password: 'x', port: 8080, keys: { a: 'b' } })
  })

  it('names every faulty variable at once and repeats no value', () => {
    const mistakes = mistakesOf({ MIAOHUI_PORT: '99999', MIAOHUI_KEYS: '{s3cret' })
    expect(mistakes).toEqual([
      'MIAOHUI_KEYS: is not JSON',
      'MIAOHUI_ACCOUNT_HOSTING_PASSWORD: REQUIRED',
      'MIAOHUI_PORT: TOO_LARGE',
    ])
    expect(mistakes.join()).not.toMatch(/99999|s3cret/)
  })

  it('takes an empty variable for an absent one', () => {
    expect(mistakesOf({ MIAOHUI_ACCOUNT_HOSTING_PASSWORD: '', MIAOHUI_KEYS: '{}' })).toEqual([
      'MIAOHUI_ACCOUNT_HOSTING_PASSWORD: REQUIRED',
    ])
  })
})
