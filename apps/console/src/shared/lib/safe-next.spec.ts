import { safeNext } from './safe-next'

describe('where signing in leads', () => {
  it('goes on to a page of this console', () => {
    expect(safeNext('/e/e1/t/t1/inbox?open=c1')).toBe('/e/e1/t/t1/inbox?open=c1')
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/login?next=/login',
    undefined,
    ['/e'],
  ])('never leaves the console: %p', (next) => expect(safeNext(next)).toBeNull())
})
