import { readFileSync } from 'node:fs'
import { declaredRpcs } from '@miaohui/contracts/catalogue'
import { CONTROLLERS } from '../src/controllers'
import { routesOf } from '../src/http/routes'
import { OPENAPI_FILE } from '../src/openapi/open-api-path'
import { OpenApiText } from '../src/openapi/open-api-text'
import { startTestGateway } from './gateway-harness'

type Operation = {
  operationId: string
  summary?: string
  security?: object[]
  'x-problem-codes'?: string[]
  parameters: { name: string; in: string; schema: object }[]
  requestBody?: { content: Record<string, { schema: { $ref: string } }> }
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties?: Record<string, unknown>; required?: string[] }> }
}

describe('the published interface', () => {
  let text: string
  let document: Document
  beforeAll(async () => {
    text = await new OpenApiText(CONTROLLERS).read()
    document = JSON.parse(text) as Document
  })
  const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path))

  it('is the committed file: otherwise run `npm run openapi -w @miaohui/gateway`', () => {
    expect(text === readFileSync(OPENAPI_FILE, 'utf8')).toBe(true)
  })

  it('says of every operation what it is for and how it can be refused', () => {
    for (const operation of operations()) {
      expect(operation.summary).toMatch(/\S/)
      expect(operation['x-problem-codes']).toEqual(expect.arrayContaining(['INTERNAL', 'UPSTREAM_UNAVAILABLE']))
    }
    const ids = operations().map((o) => o.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has no reference to nowhere and nothing that is never referred to', () => {
    const named = new Set([...text.matchAll(/#\/components\/schemas\/([^"]*)"/g)].map((m) => m[1]))
    expect([...named].sort()).toEqual(Object.keys(document.components.schemas).sort())
  })

  it('never asks a caller for what stands in the path or what the gateway fills', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods)) {
        const ref = operation.requestBody?.content['application/json']?.schema.$ref
        const fields = Object.keys(document.components.schemas[ref?.split('/').at(-1) ?? '']?.properties ?? {})
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)
        expect(fields.filter((f) => inPath.includes(f) || f === 'client' || f === 'refreshToken')).toEqual([])
      }
    }
  })

  it('lets the idempotency key come in body or header', () => {
    const create = document.paths['/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts']!.post!
    expect(create.parameters.map((p) => p.name)).toContain('Idempotency-Key')
    expect(document.components.schemas.CreateAccountBody!.required).toEqual(['platform', 'scheme', 'region'])
  })

  it('reaches every rpc that the gateway may ask', () => {
    const reached = new Set(routesOf(CONTROLLERS).flatMap((r) => (r.exposure?.rpc ? [r.exposure.rpc.subject] : [])))
    const composed = [
      'rpc.identity.setup.complete.v1',
      'rpc.identity.session.create.v1',
      'rpc.identity.session.refresh.v1',
      'rpc.identity.session.end.v1',
      'rpc.identity.invitation.accept.v1',
      'rpc.org.membership.list.v1',
      'rpc.org.access.resolve.v1',
    ]
    const open = declaredRpcs().filter((rpc) => rpc.callers.includes('gateway'))
    expect(open.map((rpc) => rpc.subject).filter((s) => !reached.has(s) && !composed.includes(s))).toEqual([])
  })

  it('is served to everybody', async () => {
    const gateway = await startTestGateway()
    try {
      const answer = await gateway.get('/api/openapi.json')
      expect([answer.status, answer.text === text]).toEqual([200, true])
    } finally {
      await gateway.close()
    }
  })
})
