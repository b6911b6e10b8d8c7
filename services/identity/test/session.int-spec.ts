import { acceptInvitation } from '@miaohui/contracts/identity/invitation'
import { endSession, refreshSession, signIn } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { memberAccessChanged } from '@miaohui/contracts/org/events'
import { eventually } from '@miaohui/testing/eventually'
import { browser, claimsOf, PASSWORD, refusal, startIdentity, type Identity, type Invited } from './identity-fixture'

let identity: Identity
beforeAll(async () => {
  identity = await startIdentity()
}, 60_000)
afterAll(() => identity.close())

async function somebody(): Promise<Invited> {
  const invited = await identity.invited()
  await identity.call(acceptInvitation, { token: invited.token, password: PASSWORD })
  return invited
}
const open = (email: string, client = browser()) => identity.call(signIn, { email, password: PASSWORD, client })
const refresh = (refreshToken: string, client = browser()) => identity.call(refreshSession, { refreshToken, client })
const sql = (text: string, params: unknown[] = []) => identity.service.dataSource.query<unknown[]>(text, params)

describe('signing in', () => {
  it('answers a wrong password like an unknown e-mail, and says how many guesses are left', async () => {
    const { email } = await somebody()
    const wrong = await refusal(identity.call(signIn, { email, password: 'Kirsche7!Balkon' }))
    const unknown = await refusal(identity.call(signIn, { email: `${newId()}@example.com`, password: 'Kirsche7!Balkon' }))
    expect(wrong).toMatchObject({ code: 'CREDENTIALS_WRONG', status: 401, meta: { attemptsLeft: 9 } })
    expect({ ...unknown }).toEqual({ ...wrong })
  })

  it('judges ten of a hundred parallel guesses, and then keeps even the right password out for fifteen minutes', async () => {
    const { email } = await somebody()
    const guesses = Array.from({ length: 100 }, (_, i) =>
      refusal(identity.call(signIn, { email, password: `Guess-Number-${i}` })),
    )
    const codes = (await Promise.all(guesses)).map((p) => p.code)
    expect(codes.filter((c) => c === 'CREDENTIALS_WRONG')).toHaveLength(10)
    expect(codes.filter((c) => c === 'SIGN_IN_LOCKED')).toHaveLength(90)
    expect(await sql('select max(fails) as fails from login_guard')).toEqual([{ fails: 100 }])
    const locked = await refusal(open(email))
    expect(locked.code).toBe('SIGN_IN_LOCKED')
    expect(locked.meta?.retryAfterSeconds).toBeGreaterThan(890)
    await sql(`update login_guard set locked_until = now() - interval '1 second' where fails > 100`)
    expect((await open(email)).user.email).toBe(email)
    await refusal(identity.call(signIn, { email, password: 'x' }))
    expect((await refusal(identity.call(signIn, { email, password: 'x' }))).meta).toEqual({ attemptsLeft: 8 })
  })
})

describe('a session', () => {
  it('goes on by exchanging its token, which is told again to a second tab', async () => {
    const { email } = await somebody()
    const first = await open(email)
    const [one, two] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)])
    expect(one.refreshToken).toBe(two.refreshToken)
    expect(claimsOf(one).sid).toBe(claimsOf(first).sid)
    const third = await refresh(one.refreshToken)
    expect(third.refreshToken).not.toBe(one.refreshToken)
    expect(third.user).toEqual(first.user)
  })

  it('ends when an exchanged token comes back from elsewhere, for whoever holds the newest too', async () => {
    const { email } = await somebody()
    const first = await open(email)
    const second = await refresh(first.refreshToken)
    expect((await refusal(refresh(first.refreshToken, browser('Thief')))).code).toBe('SESSION_EXPIRED')
    expect((await refusal(refresh(second.refreshToken))).code).toBe('SESSION_EXPIRED')
  })

  it('ends when a token comes back after ten seconds, or one of long ago', async () => {
    const { email } = await somebody()
    const late = await open(email)
    const lateNext = await refresh(late.refreshToken)
    await sql(`update session set rotated_at = now() - interval '11 seconds' where id = $1`, [claimsOf(late).sid])
    expect((await refusal(refresh(late.refreshToken))).code).toBe('SESSION_EXPIRED')
    expect((await refusal(refresh(lateNext.refreshToken))).code).toBe('SESSION_EXPIRED')

    const old = await open(email)
    const newest = await refresh((await refresh(old.refreshToken)).refreshToken)
    await refusal(refresh(old.refreshToken))
    expect((await refusal(refresh(newest.refreshToken))).code).toBe('SESSION_EXPIRED')
  })

  it('cannot be ended by somebody who only knows its id', async () => {
    const { email } = await somebody()
    const session = await open(email)
    const forged = Buffer.from(session.refreshToken, 'base64url')
    forged.fill(7, 16)
    expect((await refusal(refresh(forged.toString('base64url')))).code).toBe('SESSION_EXPIRED')
    await identity.call(endSession, { refreshToken: forged.toString('base64url') })
    await expect(refresh(session.refreshToken)).resolves.toBeDefined()
  })

  it.each(['idle_until', 'absolute_until'])('is over at %s', async (limit) => {
    const { email } = await somebody()
    const session = await open(email)
    await sql(`update session set ${limit} = now() where id = $1`, [claimsOf(session).sid])
    expect((await refusal(refresh(session.refreshToken))).code).toBe('SESSION_EXPIRED')
  })

  it('is over after signing out, which may be said twice', async () => {
    const { email } = await somebody()
    const session = await open(email)
    await identity.call(endSession, { refreshToken: session.refreshToken })
    await identity.call(endSession, { refreshToken: session.refreshToken })
    await identity.call(endSession, { refreshToken: 'nonsense' })
    expect((await refusal(refresh(session.refreshToken))).code).toBe('SESSION_EXPIRED')
  })

  it('keeps no token and no password readable in the database', async () => {
    const { email } = await somebody()
    const { refreshToken } = await open(email)
    const secret = Buffer.from(refreshToken, 'base64url').subarray(16, 48)
    const rows = JSON.stringify(await sql('select token_hash, previous_hash from session'))
    expect(rows).not.toContain(JSON.stringify([...secret]).slice(1, -1))
    expect(JSON.stringify(await sql('select * from login_user'))).not.toContain(PASSWORD)
  })
})

describe('a user who may work nowhere any more', () => {
  it('is signed out, but not while another enterprise has them', async () => {
    const { email, memberId, enterpriseId } = await somebody()
    const session = await open(email)
    const userId = session.user.id
    const elsewhere = { memberId: newId(), enterpriseId: newId() }
    const access = (at: { memberId: string; enterpriseId: string }, active: boolean) =>
      identity.org.announce(memberAccessChanged, at.enterpriseId, { memberId: at.memberId, userId, active })
    const known = async (active: boolean, n: number) =>
      expect(await sql('select 1 from member_access where user_id = $1 and active = $2', [userId, active])).toHaveLength(n)
    await access({ memberId, enterpriseId }, true)
    await access(elsewhere, true)
    await eventually(() => known(true, 2))
    await access(elsewhere, false)
    await eventually(() => known(false, 1))
    const next = await refresh(session.refreshToken)
    await access({ memberId, enterpriseId }, false)
    await eventually(() => known(false, 2))
    expect((await refusal(refresh(next.refreshToken))).code).toBe('SESSION_EXPIRED')
  })
})
