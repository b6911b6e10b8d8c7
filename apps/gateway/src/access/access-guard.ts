import type { MemberActor, PublicActor } from '@miaohui/contracts/kernel/actor'
import { isId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Permission } from '@miaohui/contracts/permissions'
import { requirePermission } from '@miaohui/platform/access'
import { Injectable, type ExecutionContext } from '@nestjs/common'
import { AuthGuard } from '@nestjs/passport'
import type { EdgeRequest } from '../http/edge-request'
import { exposureOf, type Exposure } from '../http/exposure'
import { RateLimits } from '../http/rate-limits'
import { ACCESS_TOKEN } from './access-token.strategy'
import type { AccessSession } from './access-tokens'
import { Memberships } from './memberships'

const NOBODY: PublicActor = Object.freeze({ kind: 'public' })

/**
 * Decides who asks before a controller runs. What the person may do is decided again by the owning service; here it only spares the
 * services requests that they would refuse.
 */
@Injectable()
export class AccessGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(
    private readonly memberships: Memberships,
    private readonly limits: RateLimits,
  ) {
    super()
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const exposure = exposureOf(context.getHandler())
    // The boot check makes this impossible; a route that slipped through stays shut.
    if (!exposure) throw new Problem(commonProblems.FORBIDDEN)
    const request = context.switchToHttp().getRequest<EdgeRequest & { user?: AccessSession }>()
    if ('public' in exposure.access) return this.admitVisitor(request, exposure)
    await super.canActivate(context)
    return this.admit(request, exposure, request.user!)
  }

  private admitVisitor(request: EdgeRequest, exposure: Exposure): boolean {
    if (!exposure.frequent) this.limits.visitor(request.ip)
    requireIds(request)
    request.edge = { exposure, actor: NOBODY }
    return true
  }

  private admit(request: EdgeRequest, exposure: Exposure, session: AccessSession): boolean | Promise<boolean> {
    this.limits.principal(session.userId)
    requireIds(request)
    const { enterpriseId } = request.params
    if (enterpriseId === undefined) {
      request.edge = { exposure, actor: session.actor, session }
      return true
    }
    const member = this.memberships.actorOf(session, enterpriseId)
    const enter = (actor: MemberActor): boolean => {
      requirePlace(actor, request.params.teamId)
      if ('permission' in exposure.access) requireOne(actor, exposure.access)
      request.edge = { exposure, actor, session }
      return true
    }
    return member instanceof Promise ? member.then(enter) : enter(member)
  }
}

/** A malformed id names nothing, which is what an unknown id is told. */
function requireIds({ params }: EdgeRequest): void {
  for (const name in params) if (!isId(params[name])) throw new Problem(commonProblems.NOT_FOUND)
}

function requireOne(actor: MemberActor, { permission, or }: { permission: Permission; or?: Permission }): void {
  if (or === undefined || !actor.permissions.includes(or)) requirePermission(actor, permission)
}

function requirePlace(actor: MemberActor, teamId: string | undefined): void {
  if (teamId !== undefined && !actor.teamIds.includes(teamId)) throw new Problem(commonProblems.NOT_FOUND)
}
