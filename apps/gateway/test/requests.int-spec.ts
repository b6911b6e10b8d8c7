import { createAccount, type CreateAccount, type HostedAccount } from '@miaohui/contracts/account-hosting/account'
import { newId } from '@miaohui/contracts/kernel/ids'
import { readMaterial, uploadMaterial } from '@miaohui/contracts/messaging/material'
import { createDepartment, deleteDepartment, listDepartments } from '@miaohui/contracts/org/department'
import { listMembers } from '@miaohui/contracts/org/member'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { startTestGateway, type Person, type TestGateway } from './gateway-harness'

describe('requests', () => {
  let gateway: TestGateway
  let person: Person
  let base: string
  let team: string
  const created: CreateAccount[] = []

  beforeAll(async () => {
    gateway = await startTestGateway()
    person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { isSuperAdmin: true })
    base = `/api/v1/enterprises/${enterpriseId}`
    team = `${base}/teams/${teams[0]!.id}`
    const org = await gateway.fake('org')
    org.answer(createDepartment, ({ name, parentId }) => {
      if (name === '已有') throw new Problem(orgProblems.DEPARTMENT_NAME_TAKEN, { detail: 'taken', meta: { name } })
      if (name === '坏') throw new Error('select * from department')
      return { id: newId(), parentId: parentId ?? null, name, position: 0, memberCount: 0 }
    })
    org.answer(listDepartments, () => ({ items: [] }))
    org.answer(deleteDepartment, () => ({}))
    org.answer(listMembers, () => ({ items: [] }))
    const hosting = await gateway.fake('account-hosting')
    hosting.answer(createAccount, (input) => {
      created.push(input)
      return { id: newId(), teamId: input.teamId, state: 'created' } as HostedAccount
    })
    const messaging = await gateway.fake('messaging')
    messaging.answer(uploadMaterial, ({ kind, name, content }) => {
      const bytes = content.length
      return { id: newId(), kind, name, contentType: 'image/png', bytes, url: '/x', createdAt: new Date().toISOString() }
    })
    messaging.answer(readMaterial, ({ id, signature }) => {
      const contentType = signature === 'page' ? 'text/html' : 'image/png'
      return { contentType, name: `课程 "表" ${id}.png`, content: Buffer.from('<script>1</script>').toString('base64') }
    })
  })
  afterAll(() => gateway.close())

  it('answers what the service answers, with the status of the route', async () => {
    const made = await gateway.send('POST', `${base}/departments`, { name: '教务部' }, person)
    expect([made.status, made.body.name, made.headers.get('content-type')]).toEqual([
      201,
      '教务部',
      'application/json; charset=utf-8',
    ])
    const gone = await gateway.send('DELETE', `${base}/departments/${newId()}`, undefined, person)
    expect([gone.status, gone.text]).toEqual([204, ''])
  })

  it('passes a refusal on as a problem document', async () => {
    const refused = await gateway.send('POST', `${base}/departments`, { name: '已有' }, person)
    expect(refused.status).toBe(409)
    expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(refused.body).toEqual({
      type: 'urn:miaohui:problem:DEPARTMENT_NAME_TAKEN',
      title: orgProblems.DEPARTMENT_NAME_TAKEN.title,
      status: 409,
      code: 'DEPARTMENT_NAME_TAKEN',
      retry: 'never',
      detail: 'taken',
      meta: { name: '已有' },
      requestId: refused.headers.get('x-request-id'),
    })
  })

  it('says nothing about the inside of a failure', async () => {
    const failed = await gateway.send('POST', `${base}/departments`, { name: '坏' }, person)
    expect([failed.status, failed.body.code]).toEqual([500, 'INTERNAL'])
    expect(failed.text).not.toMatch(/select|department/i)
  })

  it('says that a part is missing when nobody answers', async () => {
    const answer = await gateway.get(`${base}/license`, person)
    expect([answer.status, answer.body.code]).toEqual([503, 'UPSTREAM_UNAVAILABLE'])
    expect(answer.text).not.toContain('rpc.')
  })

  it('lets the service refuse unknown fields of body and query, and wrong ones by name', async () => {
    const body = await gateway.send('POST', `${base}/departments`, { name: '教务部', enterpriseId: newId() }, person)
    expect(body.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'enterpriseId', code: 'UNKNOWN_FIELD' }] })
    const query = await gateway.get(`${base}/members?limit=1000&isSuperAdmin=true`, person)
    expect(query.status).toBe(400)
    expect(query.body.errors).toEqual(
      expect.arrayContaining([
        { path: 'limit', code: 'TOO_LARGE' },
        { path: 'isSuperAdmin', code: 'UNKNOWN_FIELD' },
      ]),
    )
  })

  it.each([
    ['text that is no JSON', '{"name":', 'application/json', 400, 'BODY_UNREADABLE'],
    ['a list', '[]', 'application/json', 400, 'VALIDATION_FAILED'],
    ['a poisoned prototype', '{"__proto__":{"x":1},"name":"a"}', 'application/json', 400, 'BODY_UNREADABLE'],
    ['another media type', '<a/>', 'application/xml', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['plain text', 'name=a', 'text/plain', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['more than 256 KiB', JSON.stringify({ name: 'x'.repeat(300_000) }), 'application/json', 413, 'BODY_TOO_LARGE'],
  ])('refuses %s with a code', async (_what, body, type, status, code) => {
    const answer = await gateway.send('POST', `${base}/departments`, body, person, { 'content-type': type })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  it('answers an address that does not exist with the same 404 as an unknown id', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['POST', `${base}/nothing`],
      ['PUT', `${base}/departments`],
    ] as const) {
      const answer = await gateway.send(method, path, undefined, person)
      expect([answer.status, answer.body.code]).toEqual([404, 'NOT_FOUND'])
    }
  })

  it('takes the idempotency key from its header when the body has none', async () => {
    const body = { platform: 'wecom', scheme: 'workmate', region: 'beijing' }
    const path = `${team}/accounts`
    const fromHeader = await gateway.send('POST', path, body, person, { 'idempotency-key': 'header-key-1' })
    expect([fromHeader.status, created.at(-1)?.idempotencyKey]).toEqual([201, 'header-key-1'])
    await gateway.send('POST', path, { ...body, idempotencyKey: 'body-key-001' }, person, { 'idempotency-key': 'header-key-2' })
    expect(created.at(-1)?.idempotencyKey).toBe('body-key-001')
    const none = await gateway.send('POST', path, body, person)
    expect(none.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'idempotencyKey', code: 'REQUIRED' }] })
  })

  it('takes the team from the path, whatever the body says', async () => {
    const body = { platform: 'wecom', scheme: 'workmate', region: 'beijing', teamId: newId(), idempotencyKey: 'body-key-002' }
    await gateway.send('POST', `${team}/accounts`, body, person)
    expect(created.at(-1)?.teamId).toBe(team.split('/').at(-1))
  })

  it('takes files of megabytes where they are uploaded and nowhere else', async () => {
    const body = { kind: 'image', name: 'a.png', content: 'A'.repeat(6_000_000) }
    expect((await gateway.send('POST', `${team}/materials`, body, person)).status).toBe(201)
    expect((await gateway.send('POST', `${team}/tags`, body, person)).status).toBe(413)
  })

  it('shows pictures and makes downloads of everything else, in a sandbox', async () => {
    const expires = Math.floor(Date.now() / 1000) + 3600
    const picture = await gateway.get(`/api/v1/materials/${newId()}/content?e=${expires}&s=ok`)
    expect(picture.status).toBe(200)
    expect(picture.text).toBe('<script>1</script>')
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(picture.headers.get('content-disposition')).toMatch(/^inline; filename\*=UTF-8''%E8%AF%BE/)
    expect(picture.headers.get('cache-control')).toMatch(/^private, max-age=3[56]\d\d$/)
    const page = await gateway.get(`/api/v1/materials/${newId()}/content?e=${expires}&s=page`)
    expect(page.headers.get('content-type')).toBe('application/octet-stream')
    expect(page.headers.get('content-disposition')).toMatch(/^attachment/)
    for (const answer of [picture, page]) {
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    }
  })

  it('sends answers nobody may keep, frame or guess the type of', async () => {
    const { headers } = await gateway.get(`${base}/departments`, person)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it("keeps a proxy's request id and replaces one that could break a log", async () => {
    const kept = await gateway.get('/api/v1/nothing', person, { 'x-request-id': 'proxy-0123456789' })
    expect(kept.body.requestId).toBe('proxy-0123456789')
    const replaced = await gateway.get('/api/v1/nothing', person, { 'x-request-id': 'a b;c=1 "x"' })
    expect(replaced.body.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('rate limits', () => {
  it('stop one user without stopping another', async () => {
    const gateway = await startTestGateway({}, { MIAOHUI_REQUESTS_PER_MINUTE: '5' })
    try {
      const [busy, calm] = [gateway.person(), gateway.person()]
      for (let i = 0; i < 5; i++) expect((await gateway.get('/api/v1/me', busy)).status).toBe(200)
      const refused = await gateway.get('/api/v1/me', busy)
      expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await gateway.get('/api/v1/me', calm)).status).toBe(200)
    } finally {
      await gateway.close()
    }
  })
})
