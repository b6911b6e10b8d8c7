import { fieldsOf, type Shape } from '@miaohui/contracts/kernel/fields'
import type { ProblemSpec } from '@miaohui/contracts/kernel/problem'
import { Nothing, type Rpc } from '@miaohui/contracts/kernel/rpc'
import type { Permission } from '@miaohui/contracts/permissions'
import { applyDecorators, HttpCode } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'

/**
 * Who may use a route. `permission`: members who have it (or the other one), in the enterprise of the path. `signedIn`: any session; below an enterprise,
 * any member of it. `public`: everybody.
 */
export type RouteAccess = { permission: Permission; or?: Permission } | { signedIn: true } | { public: true }

/** What a route of the gateway's own says about itself where no single rpc does. */
export type OwnAnswer = {
  request?: Shape
  reply?: Shape
  problems?: readonly ProblemSpec[]
}

/** The request and refusals of an rpc with another answer: for routes that keep a part of the reply to themselves. */
export function answerOf(rpc: Rpc, reply: Shape): OwnAnswer {
  return { request: rpc.request, reply, problems: rpc.problems }
}

export type RouteNotes = {
  summary: string
  status?: number
  /** Fields of the request that the gateway fills itself; callers neither see nor set them. */
  fills?: readonly string[]
  /** Bytes; 256 KiB unless given. */
  bodyLimit?: number
  /** Fields of the query on a route whose rpc names them differently. */
  query?: Shape
  /** Called by machines at the rate of sends: not counted against the address it comes from. */
  frequent?: true
  /** Not part of the published interface (health, the interface file itself). */
  internal?: true
}

/** Everything known about one route: the guard, the forwarder and the OpenAPI file read it. */
export type Exposure = RouteNotes & {
  rpc?: Rpc
  request?: Shape
  reply?: Shape
  problems: readonly ProblemSpec[]
  access: RouteAccess
  status: number
  /** The request has an `idempotencyKey`, so the header of that name is read. */
  idempotent: boolean
}

const exposures = new WeakMap<object, Exposure>()

/** The declaration of a controller's method; undefined when it has none, and then the gateway does not start. */
export const exposureOf = (handler: object): Exposure | undefined => exposures.get(handler)

/**
 * Publishes a controller's method: access, status, and the documentation that follows from the contract. The input is not validated
 * here: the owning service does.
 */
export function Expose(what: Rpc | OwnAnswer, access: RouteAccess, notes: RouteNotes): MethodDecorator {
  const reply = what.reply === Nothing ? undefined : what.reply
  const status = notes.status ?? (reply ? 200 : 204)
  const exposure: Exposure = {
    ...notes,
    rpc: 'kind' in what ? what : undefined,
    request: what.request,
    reply,
    problems: what.problems ?? [],
    access,
    status,
    idempotent: what.request !== undefined && fieldsOf(what.request).some((f) => f.name === 'idempotencyKey'),
  }
  const declare: MethodDecorator = (_target, _name, descriptor) => {
    exposures.set(descriptor.value as object, exposure)
  }
  const limits = notes.bodyLimit ? [RouteConfig({ bodyLimit: notes.bodyLimit })] : []
  return applyDecorators(declare, HttpCode(status), ...limits)
}
