import { AccessToken } from './access-token'
import { ProblemError } from './problem'

const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const session = (accessToken: string, expiresIn = 300) => ({
  accessToken,
  expiresIn,
  user: { id: 'u1', name: '林晓', email: 'lin@example.com' },
})

let fetched: jest.Mock
beforeEach(() => {
  fetched = jest.fn()
  Object.assign(globalThis, { fetch: fetched })
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
})

describe('access token', () => {
  it('is used as it is while it lives long enough for a request', async () => {
    const token = new AccessToken()
    token.take(session('a1'))
    expect(await token.current()).toBe('a1')
    expect(fetched).not.toHaveBeenCalled()
  })

  it('is renewed shortly before its end, once for all requests that wait', async () => {
    fetched.mockResolvedValue(answer(200, session('a2')))
    const token = new AccessToken()
    token.take(session('a1', 5))
    expect(await Promise.all([token.current(), token.current(), token.current()])).toEqual(['a2', 'a2', 'a2'])
    expect(fetched).toHaveBeenCalledTimes(1)
    expect(fetched.mock.calls[0][1].headers).toEqual({ 'X-Requested-With': 'miaohui' })
  })

  it('tells that the session is over when the server refuses the renewal', async () => {
    fetched.mockResolvedValue(answer(401, { code: 'SESSION_EXPIRED' }))
    const lost = jest.fn()
    const token = new AccessToken()
    token.onLost(lost)
    token.take(session('a1', 0))
    await expect(token.current()).rejects.toBeInstanceOf(ProblemError)
    expect(lost).toHaveBeenCalledTimes(1)
    expect(token.present).toBe(false)
  })

  it('keeps the session when the server cannot be reached or fails', async () => {
    const lost = jest.fn()
    const token = new AccessToken()
    token.onLost(lost)
    token.take(session('a1', 0))
    fetched
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValueOnce(answer(503, { code: 'UPSTREAM_UNAVAILABLE' }))
    await expect(token.renew()).rejects.toMatchObject({ problem: { code: 'NETWORK_UNREACHABLE' } })
    await expect(token.renew()).rejects.toMatchObject({ problem: { code: 'UPSTREAM_UNAVAILABLE' } })
    expect(lost).not.toHaveBeenCalled()
    expect(token.present).toBe(true)
  })

  it('asks nobody for a guest', async () => {
    expect(await new AccessToken().current()).toBeNull()
    expect(fetched).not.toHaveBeenCalled()
  })
})
