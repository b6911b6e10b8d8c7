import { PasswordHasher } from './password-hasher'

let hasher: PasswordHasher
beforeAll(async () => {
  hasher = new PasswordHasher()
  await hasher.onModuleInit()
})

describe('password hashes', () => {
  it('are argon2id of the agreed cost and match their password alone', async () => {
    const kept = await hasher.hash('Sonnen-Blume-42')
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await hasher.matches('Sonnen-Blume-42', kept)).toBe(true)
    expect(await hasher.matches('sonnen-blume-42', kept)).toBe(false)
    expect(await hasher.matches('Sonnen-Blume-42', undefined)).toBe(false)
  })

  it('are refused when more than fifty wait, and taken again afterwards', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.matches('x', undefined)))
    const refused = results.filter((r) => r.status === 'rejected').map((r) => (r.reason as { code: string }).code)
    expect(refused).toEqual(Array.from({ length: 8 }, () => 'SIGN_IN_BUSY'))
    await expect(hasher.matches('x', undefined)).resolves.toBe(false)
  })

  it('take as long for an e-mail that nobody has', async () => {
    const kept = await hasher.hash('Sonnen-Blume-42')
    const time = async (hash: string | undefined): Promise<number> => {
      const samples: number[] = []
      for (let i = 0; i < 9; i++) {
        const start = performance.now()
        await hasher.matches('Wrong-Guess-1', hash)
        samples.push(performance.now() - start)
      }
      return Math.min(...samples)
    }
    const [known, unknown] = [await time(kept), await time(undefined)]
    expect(unknown).toBeGreaterThan(known * 0.5)
    expect(unknown).toBeLessThan(known * 2)
  })
})
