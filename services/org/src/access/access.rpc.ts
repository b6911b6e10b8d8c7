import type { Actor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import {
  listMemberships,
  resolveAccess,
  type Membership,
  type Memberships,
  type ResolveAccess,
  type UserId,
} from '@miaohui/contracts/org/enterprise'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { AccessReader } from './access-reader'
import { membershipOf } from './membership-view'

@Injectable()
export class AccessRpc {
  constructor(private readonly reader: AccessReader) {}

  @HandleRpc(resolveAccess)
  async resolve(input: ResolveAccess, { actor }: RpcContext): Promise<Membership> {
    requireSelf(actor, input.userId)
    const row = await this.reader.inEnterprise(input.userId, input.enterpriseId)
    if (!row) throw notFound()
    return membershipOf(row)
  }

  @HandleRpc(listMemberships)
  async list(input: UserId, { actor }: RpcContext): Promise<Memberships> {
    requireSelf(actor, input.userId)
    return { items: (await this.reader.everywhere(input.userId)).map(membershipOf) }
  }
}

/** A user asks about themselves; the gateway asks for whom it serves. @throws Problem FORBIDDEN for anybody else. */
function requireSelf(actor: Actor, userId: string): void {
  const self = (actor.kind === 'user' || actor.kind === 'member') && actor.userId === userId
  const gateway = actor.kind === 'service' && actor.service === 'gateway'
  if (!self && !gateway) throw new Problem(commonProblems.FORBIDDEN)
}
