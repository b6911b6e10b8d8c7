import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  cancelBroadcast,
  createBroadcast,
  getBroadcast,
  listBroadcasts,
  listBroadcastSends,
  pauseBroadcast,
  resumeBroadcast,
  type Broadcast,
  type BroadcastSend,
  type CreateBroadcast,
  type ListBroadcasts,
  type ListBroadcastSends,
} from '@miaohui/contracts/messaging/broadcast'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { ControlBroadcast } from './control-broadcast'
import { CreateBroadcastCommand } from './create-broadcast'
import { ListBroadcastsQuery } from './list-broadcasts'

@Injectable()
export class BroadcastsRpc {
  constructor(
    private readonly creating: CreateBroadcastCommand,
    private readonly listing: ListBroadcastsQuery,
    private readonly control: ControlBroadcast,
  ) {}

  @HandleRpc(createBroadcast)
  async create(input: CreateBroadcast, { actor }: RpcContext): Promise<Broadcast> {
    return this.creating.execute(memberOfTeam(actor, input.teamId, 'broadcast.send'), input)
  }

  @HandleRpc(listBroadcasts)
  async list(input: ListBroadcasts, { actor }: RpcContext): Promise<Page<Broadcast>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.view')
    return this.listing.execute(enterpriseId, input)
  }

  @HandleRpc(getBroadcast)
  async get(input: ByIdInTeam, { actor }: RpcContext): Promise<Broadcast> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.view')
    return this.listing.one(enterpriseId, input.teamId, input.id)
  }

  @HandleRpc(listBroadcastSends)
  async sends(input: ListBroadcastSends, { actor }: RpcContext): Promise<Page<BroadcastSend>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.view')
    return this.listing.sends(enterpriseId, input)
  }

  @HandleRpc(pauseBroadcast)
  async pause(input: ByIdInTeam, { actor }: RpcContext): Promise<Broadcast> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.send')
    return this.control.pause(enterpriseId, input.teamId, input.id)
  }

  @HandleRpc(resumeBroadcast)
  async resume(input: ByIdInTeam, { actor }: RpcContext): Promise<Broadcast> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.send')
    return this.control.resume(enterpriseId, input.teamId, input.id)
  }

  @HandleRpc(cancelBroadcast)
  async cancel(input: ByIdInTeam, { actor }: RpcContext): Promise<Broadcast> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'broadcast.cancel')
    return this.control.cancel(enterpriseId, input.teamId, input.id)
  }
}
