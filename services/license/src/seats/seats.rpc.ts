import type { Page, PageRequest } from '@miaohui/contracts/kernel/page'
import {
  listSeats,
  occupySeat,
  releaseSeat,
  reserveSeat,
  type OccupySeat as OccupySeatInput,
  type ReleaseSeat as ReleaseSeatInput,
  type ReserveSeat as ReserveSeatInput,
  type Seat,
} from '@miaohui/contracts/license/seat'
import { enterpriseOf, requirePermission, requireService } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { ListSeats } from './list-seats'
import { OccupySeat } from './occupy-seat'
import { ReleaseSeat } from './release-seat'
import { ReserveSeat } from './reserve-seat'

@Injectable()
export class SeatsRpc {
  constructor(
    private readonly reserveSeat: ReserveSeat,
    private readonly occupySeat: OccupySeat,
    private readonly releaseSeat: ReleaseSeat,
    private readonly listSeats: ListSeats,
  ) {}

  @HandleRpc(reserveSeat)
  reserve(input: ReserveSeatInput, { actor }: RpcContext): Promise<Seat> {
    return this.reserveSeat.execute(enterpriseOf(requireService(actor, 'account-hosting')), input)
  }

  @HandleRpc(occupySeat)
  occupy(input: OccupySeatInput, { actor }: RpcContext): Promise<Seat> {
    return this.occupySeat.execute(enterpriseOf(requireService(actor, 'account-hosting')), input)
  }

  @HandleRpc(releaseSeat)
  release(input: ReleaseSeatInput, { actor }: RpcContext): Promise<Seat> {
    return this.releaseSeat.execute(enterpriseOf(requireService(actor, 'account-hosting')), input)
  }

  @HandleRpc(listSeats)
  list(input: PageRequest, { actor }: RpcContext): Promise<Page<Seat>> {
    return this.listSeats.execute(requirePermission(actor, 'license.view').enterpriseId, input)
  }
}
