import { ProviderError, type ProviderErrorCode } from '@miaohui/puppet-protocol/provider-errors'
import { outcomeOf, roomOutcome } from './puppet-sending'

it.each<[ProviderErrorCode, string]>([
  ['NOT_FRIEND', 'refused'],
  ['BLOCKED', 'refused'],
  ['CONTENT_REJECTED', 'refused'],
  ['MEDIA_TOO_LARGE', 'refused'],
  ['UNSUPPORTED', 'refused'],
  ['PROVIDER_ERROR', 'refused'],
  ['ACCOUNT_OFFLINE', 'later'],
  ['RATE_LIMITED', 'later'],
  ['RISK_CONTROL', 'later'],
  ['MEDIA_FETCH_FAILED', 'later'],
  ['WORKER_UNREACHABLE', 'later'],
  ['AMBIGUOUS', 'ambiguous'],
])('%s is %s', (code, outcome) => {
  expect(outcomeOf(new ProviderError(code, ''))).toMatchObject({ outcome, code })
})

describe('pulling into a room', () => {
  const reply = (reason: string) => ({ successIds: ['a'], failedIds: ['b'], failedReasons: [reason] })
  it('has worked when the customer is in, or has an invitation', () => {
    expect(roomOutcome(reply('ROOM_FULL'), 'a')).toMatchObject({ outcome: 'accepted' })
    expect(roomOutcome(reply('INVITE_SENT'), 'b')).toMatchObject({ outcome: 'accepted' })
  })
  it.each([
    ['ROOM_FULL', 'refused'],
    ['NOT_FRIEND', 'refused'],
    ['MEMBER_PROTECTED', 'refused'],
    ['RATE_LIMITED', 'later'],
  ])('is told apart by the reason: %s is %s', (code, outcome) => {
    expect(roomOutcome(reply(code), 'b')).toMatchObject({ outcome, code })
  })
  it('that nobody mentions is refused', () => {
    expect(roomOutcome({ successIds: [], failedIds: [], failedReasons: [] }, 'b')).toEqual({
      outcome: 'refused',
      code: 'PROVIDER_ERROR',
    })
  })
})
