import { completeSetup, getSetupStatus, signIn } from '@miaohui/contracts/identity/session'
import { JwtService } from '@nestjs/jwt'
import { accessPublicKey, browser, PASSWORD, refusal, SETUP_TOKEN, startIdentity, type Identity } from './identity-fixture'

let identity: Identity
beforeEach(async () => {
  identity = await startIdentity()
}, 60_000)
afterEach(() => identity.close())

const person = { name: '李总', email: 'li@example.com', password: PASSWORD, enterpriseName: '青禾教育', client: browser() }
const setUp = (more: Partial<typeof person> & { token?: string } = {}) =>
  identity.call(completeSetup, { token: SETUP_TOKEN, ...person, ...more })
const required = async () => (await identity.call(getSetupStatus, {})).required

describe('setting an installation up', () => {
  it('makes the first user and the first enterprise, signs in, and works once', async () => {
    expect(await required()).toBe(true)
    const session = await setUp()
    expect(session.user).toMatchObject({ name: '李总', email: 'li@example.com' })
    expect(identity.org.founded).toEqual([
      expect.objectContaining({
        name: '青禾教育',
        timeZone: 'Asia/Shanghai',
        founderUserId: session.user.id,
        founderEmail: 'li@example.com',
      }),
    ])
    const claims = new JwtService({ publicKey: accessPublicKey }).verify<object>(session.accessToken, {
      algorithms: ['ES256'],
      audience: 'miaohui',
      complete: true,
    })
    expect(claims).toMatchObject({ header: { typ: 'at+jwt', alg: 'ES256' }, payload: { sub: session.user.id, name: '李总' } })
    expect(await required()).toBe(false)
    expect((await refusal(setUp({ email: 'wang@example.com' }))).code).toBe('SETUP_DONE')
    expect((await refusal(setUp())).code).toBe('SETUP_DONE')
    expect((await identity.call(signIn, { email: 'LI@example.com', password: PASSWORD })).user.id).toBe(session.user.id)
  })

  it('needs the token and a good password, and leaves nothing behind without', async () => {
    expect((await refusal(setUp({ token: 'made-up-token-of-somebody' }))).code).toBe('SETUP_TOKEN_INVALID')
    const weak = await refusal(setUp({ password: 'short' }))
    expect(weak).toMatchObject({
      code: 'PASSWORD_WEAK',
      errors: ['LENGTH', 'UPPER', 'DIGIT', 'SPECIAL'].map((code) => ({ path: 'password', code })),
    })
    expect(await identity.service.dataSource.query('select 1 from login_user')).toEqual([])
    expect(await required()).toBe(true)
  })

  it('is finished by repeating it when org failed in between, with the same enterprise and a corrected e-mail', async () => {
    identity.org.onFound = () => {
      throw new Error('not now')
    }
    expect((await refusal(setUp({ email: 'typo@example.com' }))).code).toBe('INTERNAL')
    expect(await required()).toBe(true)
    const [{ enterprise_id: chosen }] = await identity.service.dataSource.query<[{ enterprise_id: string }]>(
      'select enterprise_id from set_up',
    )
    identity.org.onFound = () => undefined
    const session = await setUp()
    expect(identity.org.founded).toEqual([expect.objectContaining({ enterpriseId: chosen, founderUserId: session.user.id })])
    expect((await refusal(identity.call(signIn, { email: 'typo@example.com', password: PASSWORD }))).code).toBe(
      'CREDENTIALS_WRONG',
    )
  })

  it('is finished by the same person after a crash, and kept from others meanwhile', async () => {
    await setUp()
    await identity.service.dataSource.query(
      `update set_up set state = 'founding', done_at = null, claimed_until = now() + interval '15 seconds'`,
    )
    const [first] = identity.org.founded
    expect((await refusal(setUp({ email: 'wang@example.com' }))).code).toBe('SETUP_DONE')
    expect((await refusal(setUp({ password: 'Kirsche7!Balkon' }))).code).toBe('SETUP_DONE')
    const session = await setUp()
    expect(session.user.id).toBe(first?.founderUserId)
    expect(identity.org.founded[1]?.enterpriseId).toBe(first?.enterpriseId)
    expect(await required()).toBe(false)
  })

  it('founds one enterprise for two people who open the link at once', async () => {
    const results = await Promise.allSettled([setUp(), setUp({ email: 'wang@example.com', name: '王' })])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(new Set(identity.org.founded.map((f) => f.enterpriseId)).size).toBe(1)
    expect(await identity.service.dataSource.query('select 1 from login_user')).toHaveLength(1)
  })
})
