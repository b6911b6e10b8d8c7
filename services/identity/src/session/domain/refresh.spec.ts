import { randomBytes } from 'node:crypto'
import { newId } from '@miaohui/contracts/kernel/ids'
import { judgeRefresh, type KnownSession } from './refresh-rule'
import { RefreshTokens } from './refresh-token'

const tokens = new RefreshTokens(randomBytes(32))
const phone = Buffer.from('phone')

describe('refresh tokens', () => {
  it('have one successor each, however often they are presented', () => {
    const { token } = tokens.first(newId())
    const [one, two] = [tokens.successor(tokens.read(token)!), tokens.successor(tokens.read(token)!)]
    expect(one.token).toBe(two.token)
    expect(tokens.read(one.token)?.hash.equals(one.hash)).toBe(true)
    expect(one.token).not.toBe(token)
  })

  it('name their session and show who made them', () => {
    const id = newId()
    const { token } = tokens.first(id)
    expect(tokens.read(token)).toMatchObject({ sessionId: id, genuine: true })
    expect(new RefreshTokens(randomBytes(32)).read(token)).toMatchObject({ sessionId: id, genuine: false })
    expect(tokens.read('nonsense')).toBeNull()
  })
})

describe('a refresh token is', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
  const first = tokens.read(tokens.first(newId()).token)!
  const second = tokens.read(tokens.successor(first).token)!
  const third = tokens.read(tokens.successor(second).token)!
  const session: KnownSession = {
    tokenHash: third.hash,
    previousHash: second.hash,
    rotatedAt: now,
    device: phone,
    idleUntil: at(3600),
    absoluteUntil: at(7200),
    revokedAt: null,
  }
  const judge = (
    token: typeof first,
    more: { device?: Buffer; after?: number; known?: Partial<KnownSession>; genuine?: boolean } = {},
  ) =>
    judgeRefresh(
      { ...session, ...more.known },
      { ...token, device: more.device ?? phone, genuine: more.genuine ?? true },
      at(more.after ?? 1),
    )

  it('exchanged while it is the current one', () => expect(judge(third)).toBe('rotate'))
  it('answered again within ten seconds on the same device', () => {
    expect(judge(second, { after: 10 })).toBe('repeat')
    expect(judge(second, { after: 10.001 })).toBe('reuse')
    expect(judge(second, { device: Buffer.from('thief') })).toBe('reuse')
  })
  it('proof of a copy when it is older', () => expect(judge(first)).toBe('reuse'))
  it('ignored when it is made up: nobody can end a session by its id', () => {
    expect(judge({ ...first, hash: randomBytes(32) }, { genuine: false })).toBe('refuse')
  })
  it('worthless when the session is over', () => {
    expect(judge(third, { after: 3600 })).toBe('refuse')
    expect(judge(third, { known: { absoluteUntil: at(1) } })).toBe('refuse')
    expect(judge(third, { known: { revokedAt: now } })).toBe('refuse')
    expect(judge(first, { known: { revokedAt: now } })).toBe('refuse')
  })
})
