import type { Shape } from '@miaohui/contracts/kernel/fields'
import type { INestApplication, Type } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { routesOf, type Route } from '../http/routes'
import { Problem as ProblemShape } from './problem-shape'
import { problemsOfRoute } from './problems-of-route'

type SchemaObject = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], { $ref: string }>
type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>
type ParameterObject = Exclude<NonNullable<OperationObject['parameters']>[number], { $ref: string }>
type Schemas = Record<string, SchemaObject>
type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

const ref = (name: string): SchemaObject => ({ $ref: `#/components/schemas/${name}` }) as unknown as SchemaObject

/**
 * The published interface, made of the contracts: nobody writes down a second time what a route takes, answers or refuses.
 * `operationId` is `<area>.<method>` and stays when files move.
 */
export function openApiDocument(app: INestApplication, controllers: readonly Type[]): OpenAPIObject {
  const routes = routesOf(controllers).filter((r) => r.exposure && !r.exposure.internal)
  const shapes = new Set<Shape>([ProblemShape])
  for (const { exposure } of routes) {
    for (const shape of [exposure?.request, exposure?.reply, exposure?.query]) if (shape) shapes.add(shape)
  }
  requireUniqueNames(shapes)
  const config = new DocumentBuilder()
    .setTitle('Miaohui')
    .setDescription('Host many WeCom accounts and work them as a team. Refusals are problem documents (RFC 9457).')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build()
  const document = SwaggerModule.createDocument(app, config, { extraModels: [...shapes] as Type[], include: [class None {}] })
  const schemas = (document.components?.schemas ?? {}) as Schemas
  document.paths = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    document.paths[path] = { ...document.paths[path], [route.method.toLowerCase() as Verb]: operationOf(route, schemas) }
  }
  document.tags = [...new Set(routes.map((r) => r.area))].map((name) => ({ name }))
  document.components = { ...document.components, schemas: referenced(document, schemas) }
  return document
}

function operationOf(route: Route, schemas: Schemas): OperationObject & Record<`x-${string}`, unknown> {
  const exposure = route.exposure!
  const pathNames = [...route.path.matchAll(/:(\w+)/g)].map((m) => m[1]!)
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(route.method)
  const filled = new Set([...pathNames, ...(exposure.fills ?? [])])
  const shape = exposure.query ?? exposure.request
  const input = shape ? without(schemas[shape.name]!, filled, exposure.idempotent) : {}
  const fields = Object.keys(input.properties ?? {})
  const body = takesBody && fields.length > 0 ? bodyOf(shape!, input, fields, filled, exposure.idempotent, schemas) : undefined
  const parameters: ParameterObject[] = pathNames.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }))
  if (!takesBody) parameters.push(...queryOf(input))
  if (exposure.idempotent) {
    const description = 'stands for `idempotencyKey` in the body'
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description,
      schema: { type: 'string', maxLength: 100 },
    })
  }
  const problems = problemsOfRoute(route, { body: body !== undefined, input: fields.length > 0 })
  const responses: OperationObject['responses'] = { [exposure.status]: successOf(exposure.reply) }
  for (const status of new Set(problems.map((p) => p.status))) {
    const lines = problems.filter((p) => p.status === status).map((p) => `${p.code}: ${p.title}`)
    responses[status] = {
      description: lines.join(' · '),
      content: { 'application/problem+json': { schema: ref(ProblemShape.name) } },
    }
  }
  return {
    operationId: route.operationId,
    summary: exposure.summary,
    tags: [route.area],
    parameters,
    ...(body ? { requestBody: body } : {}),
    responses,
    security: 'public' in exposure.access ? [] : [{ bearer: [] }],
    ...('permission' in exposure.access ? { 'x-permission': exposure.access.permission } : {}),
    'x-problem-codes': problems.map((p) => p.code),
  }
}

function successOf(reply: Shape | undefined): { description: string; content?: Record<string, { schema: SchemaObject }> } {
  if (!reply) return { description: 'Done' }
  return { description: 'Done', content: { 'application/json': { schema: ref(reply.name) } } }
}

function bodyOf(shape: Shape, input: SchemaObject, fields: string[], filled: Set<string>, idempotent: boolean, schemas: Schemas) {
  const changed = idempotent || Object.keys(schemas[shape.name]?.properties ?? {}).some((f) => filled.has(f))
  const name = changed ? `${shape.name}Body` : shape.name
  if (changed) schemas[name] = input
  const required = fields.some((f) => input.required?.includes(f))
  return { required, content: { 'application/json': { schema: ref(name) } } }
}

function queryOf(input: SchemaObject): ParameterObject[] {
  return Object.entries(input.properties ?? {}).map(([name, property]) => {
    const { description, ...schema } = property as SchemaObject
    return {
      name,
      in: 'query',
      required: input.required?.includes(name) ?? false,
      ...(description ? { description } : {}),
      schema,
    }
  })
}

/** The schema as callers see it. The idempotency key may come in its header instead, so no body must have it. */
function without(schema: SchemaObject, filled: ReadonlySet<string>, idempotent: boolean): SchemaObject {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !filled.has(name)))
  const required = (schema.required ?? []).filter((name) => !filled.has(name) && !(idempotent && name === 'idempotencyKey'))
  return { ...schema, properties, ...(required.length > 0 ? { required } : { required: undefined }) }
}

/** Requests that turned into parameters or shorter bodies are not needed any more. */
function referenced(document: OpenAPIObject, schemas: Schemas): Schemas {
  const kept = new Set<string>()
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!name || kept.has(name)) continue
      kept.add(name)
      visit(schemas[name])
    }
  }
  visit(document.paths)
  return Object.fromEntries([...kept].sort().map((name) => [name, schemas[name]!]))
}

function requireUniqueNames(shapes: ReadonlySet<Shape>): void {
  const names = [...shapes].map((s) => s.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw new Error(`two shapes are called ${twice}: the interface needs different names`)
}
