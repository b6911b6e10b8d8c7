import { Module } from '@nestjs/common'
import { SharedModule } from '../shared/shared.module'
import { AnnounceSeats } from './announce-seats'
import { ListSeats } from './list-seats'
import { OccupySeat } from './occupy-seat'
import { ReleaseSeat } from './release-seat'
import { ReserveSeat } from './reserve-seat'
import { SeatPool } from './seat-pool'
import { SeatsRpc } from './seats.rpc'

@Module({
  imports: [SharedModule],
  providers: [SeatPool, AnnounceSeats, ReserveSeat, OccupySeat, ReleaseSeat, ListSeats, SeatsRpc],
})
export class SeatsModule {}
