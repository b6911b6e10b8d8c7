import { LOCAL_CODES, problemFrom, problemOf, ProblemError } from './problem'

describe('problems', () => {
  it('keeps code, field errors and request id of a problem document', () => {
    const body = {
      code: 'SEAT_EXHAUSTED',
      title: 'No free seat',
      errors: [{ path: 'name', code: 'REQUIRED' }, 'junk'],
      meta: { total: 5 },
      requestId: 'r1',
    }
    expect(problemFrom(body, 409)).toMatchObject({
      code: 'SEAT_EXHAUSTED',
      status: 409,
      errors: [{ path: 'name', code: 'REQUIRED' }],
      meta: { total: 5 },
      requestId: 'r1',
    })
  })

  it("says that an answer cannot be read when it is a proxy's page", () => {
    expect(problemFrom('<html>Bad gateway</html>', 502, 'r2')).toMatchObject({
      code: LOCAL_CODES.unreadable,
      status: 502,
      requestId: 'r2',
    })
  })

  it('tells a lost network from a call that took too long and from our own mistake', () => {
    expect(problemOf(new TypeError('Failed to fetch')).code).toBe(LOCAL_CODES.unreachable)
    expect(problemOf(new DOMException('late', 'TimeoutError')).code).toBe(LOCAL_CODES.timeout)
    expect(problemOf(new TypeError("Cannot read properties of undefined (reading 'x')")).code).toBe(LOCAL_CODES.crashed)
    expect(problemOf(new ProblemError(problemFrom({ code: 'X' }, 400))).code).toBe('X')
  })
})
