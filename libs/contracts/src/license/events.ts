import { defineEvent } from '../kernel/event'
import { Id, Int, OneOf } from '../kernel/fields'
import { SEAT_STATES, type SeatState } from './seat'

export class SeatChanged {
  @Id()
  seatId!: string

  @Id()
  accountId!: string

  @OneOf(SEAT_STATES)
  state!: SeatState

  @Int({ min: 0 })
  used!: number

  @Int({ min: 0 })
  capacity!: number
}

export const seatChanged = defineEvent({ name: 'license.seat.changed.v1', data: SeatChanged, consumers: ['account-hosting'] })
