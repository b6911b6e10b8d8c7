import { newId } from '@miaohui/contracts/kernel/ids'
import { createDepartment, listDepartments } from '@miaohui/contracts/org/department'
import { getEnterpriseOverview } from '@miaohui/contracts/org/enterprise'
import { getMember } from '@miaohui/contracts/org/member'
import { listTags } from '@miaohui/contracts/messaging/tag'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { eventually } from '@miaohui/testing/eventually'
import { startTestGateway, type TestGateway } from './gateway-harness'

describe('who may pass', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
    const org = await gateway.fake('org')
    org.answer(listDepartments, () => ({ items: [] }))
    org.answer(createDepartment, ({ name }) => ({ id: newId(), parentId: null, name, position: 0, memberCount: 0 }))
    org.answer(getMember, () => {
      throw new Problem(commonProblems.NOT_FOUND, { detail: 'no such member', meta: { table: 'member' } })
    })
    org.answer(getEnterpriseOverview, (_input, actor) => ({
      name: actor.kind === 'member' ? actor.enterpriseId : actor.kind,
      timeZone: 'Asia/Shanghai',
      opening: { permissionGroup: false, departments: false, members: false, invitations: false },
    }))
    const messaging = await gateway.fake('messaging')
    messaging.answer(listTags, () => ({ items: [] }))
  })
  afterAll(() => gateway.close())

  const bare = ({ requestId: _quoted, ...rest }: Record<string, unknown>) => rest

  it('shows nothing to somebody without a session, whatever they ask for', async () => {
    for (const path of ['me', `enterprises/${newId()}/departments`, `enterprises/${newId()}/members/nonsense`]) {
      const answer = await gateway.get(`/api/v1/${path}`)
      expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })

  it('refuses tokens of another kind, audience or signer, and those that have ended', async () => {
    const { sub, sid } = { sub: newId(), sid: newId() }
    const claims = { sub, sid, name: '王芳' }
    const bad = [
      gateway.token(claims, { typ: 'int+jwt' }),
      gateway.token(claims, { audience: 'another' }),
      gateway.token(claims, { stranger: true }),
      gateway.token(claims, { expiresInS: -1 }),
      gateway.token({ ...claims, sub: 'admin' }),
      `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ]
    for (const token of bad) {
      const answer = await gateway.get('/api/v1/me', { userId: sub, sessionId: sid, name: '', token })
      expect(answer.status).toBe(401)
    }
  })

  it('lets a member in whose permission group allows it and tells others which permission is missing', async () => {
    const [viewer, other] = [gateway.person(), gateway.person()]
    const { enterpriseId } = gateway.join(viewer, { permissions: ['department.view'] })
    gateway.join(other, { enterpriseId })
    expect((await gateway.get(`/api/v1/enterprises/${enterpriseId}/departments`, viewer)).status).toBe(200)
    const refused = await gateway.get(`/api/v1/enterprises/${enterpriseId}/departments`, other)
    expect(refused.status).toBe(403)
    expect(refused.body).toMatchObject({ code: 'FORBIDDEN', meta: { permission: 'department.view' } })
  })

  it('shows free seats to those who add accounts as well as to those who look after the licence', async () => {
    for (const [permission, status] of [
      ['account.add', 503],
      ['license.view', 503],
      ['chat.view', 403],
    ] as const) {
      const person = gateway.person()
      const { enterpriseId } = gateway.join(person, { permissions: [permission] })
      // Nobody plays the license service here: 503 means that the door let the request through.
      expect((await gateway.get(`/api/v1/enterprises/${enterpriseId}/license`, person)).status).toBe(status)
    }
  })

  it('tells the services who asks, in which enterprise', async () => {
    const person = gateway.person()
    const { enterpriseId } = gateway.join(person)
    expect((await gateway.get(`/api/v1/enterprises/${enterpriseId}/overview`, person)).body.name).toBe(enterpriseId)
  })

  it('answers a foreign, an unknown and a malformed id alike', async () => {
    const [mine, theirs] = [gateway.person(), gateway.person()]
    const own = gateway.join(mine, { permissions: ['member.view', 'tag.view'] })
    const foreign = gateway.join(theirs)
    const paths = [
      `enterprises/${foreign.enterpriseId}/departments`,
      `enterprises/${newId()}/departments`,
      'enterprises/nonsense/departments',
      `enterprises/${own.enterpriseId}/teams/${foreign.teams[0]!.id}/tags`,
      `enterprises/${own.enterpriseId}/teams/${newId()}/tags`,
      `enterprises/${own.enterpriseId}/teams/..%2f/tags`,
      `enterprises/${own.enterpriseId}/members/${newId()}`,
      `enterprises/${own.enterpriseId}/members/nonsense`,
    ]
    const answers = await Promise.all(paths.map((path) => gateway.get(`/api/v1/${path}`, mine)))
    for (const answer of answers) {
      expect(answer.status).toBe(404)
      expect(bare(answer.body)).toEqual(bare(answers[0]!.body))
    }
    expect(Object.keys(answers[0]!.body).sort()).toEqual(['code', 'requestId', 'retry', 'status', 'title', 'type'])
  })

  it('lets a member work in their own team', async () => {
    const person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { permissions: ['tag.view'] })
    expect((await gateway.get(`/api/v1/enterprises/${enterpriseId}/teams/${teams[0]!.id}/tags`, person)).status).toBe(200)
  })

  it('asks org once for many requests at once, and not again within five seconds', async () => {
    const person = gateway.person()
    const { enterpriseId } = gateway.join(person, { permissions: ['department.view'] })
    const before = gateway.asked()
    const path = `/api/v1/enterprises/${enterpriseId}/departments`
    const answers = await Promise.all(Array.from({ length: 30 }, () => gateway.get(path, person)))
    expect(answers.every((a) => a.status === 200)).toBe(true)
    await gateway.get(path, person)
    expect(gateway.asked() - before).toBe(1)
  })

  it('asks org again after the person changed something in it', async () => {
    const person = gateway.person()
    const { enterpriseId } = gateway.join(person, { permissions: ['department.edit'] })
    const path = `/api/v1/enterprises/${enterpriseId}/departments`
    expect((await gateway.get(path, person)).status).toBe(403)
    gateway.join(person, { enterpriseId, permissions: ['department.view'] })
    expect((await gateway.send('POST', path, { name: '教务部' }, person)).status).toBe(201)
    expect((await gateway.get(path, person)).status).toBe(200)
  })

  it('asks org again when org announces a change', async () => {
    const person = gateway.person()
    const { enterpriseId } = gateway.join(person)
    const path = `/api/v1/enterprises/${enterpriseId}/departments`
    expect((await gateway.get(path, person)).status).toBe(403)
    gateway.join(person, { enterpriseId, permissions: ['department.view'] })
    await gateway.notify(enterpriseId, { topic: 'enterprise:org', type: 'permission-group.changed' })
    await eventually(async () => expect((await gateway.get(path, person)).status).toBe(200), { withinMs: 2000 })
  })
})
