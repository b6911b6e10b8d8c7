import { status } from '@grpc/grpc-js'
import { fromGrpcError, PROVIDER_ERRORS, ProviderError, toGrpcStatus, type ProviderErrorCode } from './provider-errors'

describe('provider errors on the wire', () => {
  it.each(Object.keys(PROVIDER_ERRORS) as ProviderErrorCode[])('%s comes back as itself', (code) => {
    const back = fromGrpcError(toGrpcStatus(new ProviderError(code, '对方已删除你')))
    expect([back.code, back.text, back.retry]).toEqual([code, '对方已删除你', PROVIDER_ERRORS[code].retry])
  })

  it('keeps the wait that the provider asked for', () => {
    const back = fromGrpcError(toGrpcStatus(new ProviderError('RATE_LIMITED', '操作频繁', 12_000)))
    expect([back.retryAfterMs, back.text]).toEqual([12_000, '操作频繁'])
  })

  it('never tells the inner text of an unexpected error', () => {
    expect(toGrpcStatus(new Error('password=1')).details).not.toContain('password')
  })
})

describe('errors without a code of ours', () => {
  it.each([
    ['a deadline that passed', status.DEADLINE_EXCEEDED, 'Deadline exceeded', 'ambiguous'],
    ['a connection that was reset', status.UNAVAILABLE, 'read ECONNRESET', 'ambiguous'],
    ['a stream that was reset', status.INTERNAL, 'Received RST_STREAM with code 2', 'ambiguous'],
    ['a worker that cannot be reached', status.UNAVAILABLE, 'No connection established. Last error: ECONNREFUSED', 'retry-later'],
    ['a foreign stack trace', status.UNKNOWN, 'Error: boom\n at x', 'definite'],
    ['an unknown word in capitals', status.UNKNOWN, 'SOMETHING_NEW: x', 'definite'],
  ])('%s is %s', (_what, code, details, retry) => {
    expect(fromGrpcError({ code, details }).retry).toBe(retry)
  })
})
