import { identityProblems } from '@miaohui/contracts/identity/problems'
import {
  completeSetup,
  endSession,
  getSetupStatus,
  refreshSession,
  signIn,
  type IssuedSession,
  type SignIn,
} from '@miaohui/contracts/identity/session'
import { acceptInvitation } from '@miaohui/contracts/identity/invitation'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { startTestGateway, type TestGateway } from './gateway-harness'

const OWN = { 'x-requested-with': 'miaohui' }

describe('sessions in a browser', () => {
  let gateway: TestGateway
  const signIns: SignIn[] = []
  const ended: string[] = []
  const issued = (refreshToken: string): IssuedSession => ({
    accessToken: 'access',
    expiresAt: new Date(Date.now() + 300_000).toISOString(),
    user: { id: newId(), name: '王芳', email: 'wang@example.com' },
    refreshToken,
  })

  beforeAll(async () => {
    gateway = await startTestGateway({}, { MIAOHUI_PUBLIC_URL: 'https://chat.example.com' })
    const identity = await gateway.fake('identity')
    identity.answer(signIn, (input) => {
      signIns.push(input)
      if (input.password !== 'right') throw new Problem(identityProblems.CREDENTIALS_WRONG)
      return issued('refresh-1')
    })
    identity.answer(refreshSession, ({ refreshToken }) => {
      if (refreshToken !== 'refresh-1') throw new Problem(identityProblems.SESSION_EXPIRED)
      return issued('refresh-2')
    })
    identity.answer(endSession, ({ refreshToken }) => {
      ended.push(refreshToken)
      return {}
    })
    identity.answer(getSetupStatus, () => ({ required: true }))
    identity.answer(completeSetup, () => issued('refresh-setup'))
    identity.answer(acceptInvitation, () => ({ ...issued('refresh-invited'), enterpriseId: newId() }))
  })
  afterAll(() => gateway.close())

  const login = (body: object, headers?: Record<string, string>) =>
    gateway.send('POST', '/api/v1/auth/login', body, undefined, headers)

  it('keep the refresh token in a cookie that no script and no other site sees', async () => {
    const answer = await login({ email: 'wang@example.com', password: 'right' })
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('refresh-1')
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresAt', 'expiresIn', 'user'])
    expect(answer.body.expiresIn).toBeGreaterThan(290)
    const cookie = answer.headers.get('set-cookie') ?? ''
    for (const part of ['mh_refresh=refresh-1', 'HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/api/v1/auth'])
      expect(cookie).toContain(part)
  })

  it('tell identity the real device, not one from the body', async () => {
    await login(
      { email: 'a@example.com', password: 'right', client: { ip: '8.8.8.8', userAgent: 'fake' } },
      { 'user-agent': 'Firefox' },
    )
    expect(signIns.at(-1)?.client).toEqual({ userAgent: 'Firefox', ip: '127.0.0.1' })
  })

  it('pass a wrong password on as such, without a cookie', async () => {
    const answer = await login({ email: 'b@example.com', password: 'wrong' })
    expect([answer.status, answer.body.code, answer.headers.get('set-cookie')]).toEqual([401, 'CREDENTIALS_WRONG', null])
  })

  it('let an address try one e-mail ten times a minute', async () => {
    const guess = () => login({ email: 'Guess@example.com', password: 'wrong' })
    for (let i = 0; i < 10; i++) expect((await guess()).body.code).toBe('CREDENTIALS_WRONG')
    expect((await guess()).body.code).toBe('TOO_MANY_REQUESTS')
    expect((await login({ email: 'other@example.com', password: 'right' })).status).toBe(200)
  })

  it('are renewed by the cookie of our own pages only', async () => {
    const refresh = (headers: Record<string, string>) =>
      gateway.send('POST', '/api/v1/auth/refresh', undefined, undefined, headers)
    const cookie = 'other=1; mh_refresh=refresh-1'
    const renewed = await refresh({ ...OWN, cookie, origin: 'https://chat.example.com' })
    expect([renewed.status, renewed.headers.get('set-cookie')?.includes('mh_refresh=refresh-2')]).toEqual([200, true])
    for (const headers of [{ cookie }, { ...OWN, cookie, origin: 'https://evil.example' }, { ...OWN, cookie, origin: 'null' }]) {
      const refused = await refresh(headers)
      expect([refused.status, refused.body.code]).toEqual([403, 'ORIGIN_REFUSED'])
    }
    const none = await refresh(OWN)
    expect([none.status, none.body.code]).toEqual([401, 'SESSION_EXPIRED'])
  })

  it('lose their cookie when identity says they are over', async () => {
    const answer = await gateway.send('POST', '/api/v1/auth/refresh', undefined, undefined, { ...OWN, cookie: 'mh_refresh=old' })
    expect(answer.body.code).toBe('SESSION_EXPIRED')
    expect(answer.headers.get('set-cookie')).toMatch(/^mh_refresh=;.*Max-Age=0/)
  })

  it('end at identity and in the browser when somebody signs out', async () => {
    const answer = await gateway.send('POST', '/api/v1/auth/logout', undefined, undefined, {
      ...OWN,
      cookie: 'mh_refresh=refresh-9',
    })
    expect([answer.status, ended]).toEqual([204, ['refresh-9']])
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await gateway.send('POST', '/api/v1/auth/logout', undefined, undefined, OWN)).status).toBe(204)
  })

  it('begin with the set-up and with an accepted invitation', async () => {
    expect((await gateway.get('/api/v1/setup')).body).toEqual({ required: true })
    const body = { token: 't', name: '李总', email: 'li@example.com', password: 'x', enterpriseName: '云帆教育' }
    const setup = await gateway.send('POST', '/api/v1/setup', body)
    expect([setup.status, setup.headers.get('set-cookie')?.includes('refresh-setup')]).toEqual([201, true])
    const joined = await gateway.send('POST', '/api/v1/invitations/accept', { token: 't', password: 'x' })
    expect([joined.status, joined.headers.get('set-cookie')?.includes('refresh-invited')]).toEqual([200, true])
    expect(joined.body.enterpriseId).toMatch(/^[0-9a-f-]{36}$/)
    expect(joined.text).not.toContain('refresh-invited')
  })

  it('say who is signed in and what they may do where', async () => {
    const person = gateway.person()
    const m = gateway.join(person, { permissions: ['chat.view'] })
    const { body } = await gateway.get('/api/v1/me', person)
    expect(body).toEqual({
      user: { id: person.userId, name: '王芳', email: 'wang@example.com' },
      enterprises: [
        {
          id: m.enterpriseId,
          name: m.enterpriseName,
          timeZone: m.timeZone,
          member: { id: m.memberId, name: m.memberName },
          isSuperAdmin: false,
          permissionGroupName: m.permissionGroupName,
          permissions: ['chat.view'],
          dataScope: 'team',
          teams: m.teams,
        },
      ],
    })
  })
})
