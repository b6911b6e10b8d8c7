import { createLogger } from './logging'

function lines(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const out: string[] = []
  write(createLogger('test', 'info', { write: (line: string) => void out.push(line) }))
  return out.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the log', () => {
  it('masks what sounds like a secret, at any depth', () => {
    const [line] = lines((log) =>
      log.info(
        {
          user: { email: 'a@b.c', password: 'p1', list: [{ refreshToken: 't1' }] },
          headers: { Authorization: 'Bearer t2', Cookie: 'c1' },
          code: '123456',
        },
        'x',
      ),
    )
    expect(JSON.stringify(line)).not.toMatch(/p1|t1|t2|c1|123456/)
    expect(line).toMatchObject({ user: { email: 'a@b.c', password: '***' } })
  })

  it('keeps causes of an error but not the parameters of a failed statement', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'uq_x',
      parameters: ['hunter2'],
      detail: 'hunter2',
    })
    const [line] = lines((log) => log.error({ err: new Error('outer', { cause }) }, 'x'))
    expect(line).toMatchObject({
      err: { message: 'outer', cause: { message: 'duplicate key', errorCode: '23505', constraint: 'uq_x' } },
    })
    expect(JSON.stringify(line)).not.toContain('hunter2')
  })
})
