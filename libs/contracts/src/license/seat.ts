import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { NoInput } from '../identity/session'
import { licenseProblems as problems } from './problems'

export const SEAT_STATES = ['reserved', 'occupied', 'suspended', 'released'] as const
export type SeatState = (typeof SEAT_STATES)[number]

/** none → active → expiring (≤ 60 days) → grace → expired (reliability page §3.6). */
export const LICENSE_STATES = ['none', 'active', 'expiring', 'grace', 'expired'] as const
export type LicenseState = (typeof LICENSE_STATES)[number]

export class AccountSeat {
  @Id()
  accountId!: string
}

export class ReserveSeat extends AccountSeat {
  @Id()
  memberId!: string
}

export class OccupySeat extends AccountSeat {
  @Text({ max: 200, description: 'the WeCom identity that holds the seat: `wecom:<corp id>:<user id>`' })
  identity!: string
}

export class ReleaseSeat extends AccountSeat {
  @Text({ max: 60 })
  reason!: string
}

export class Seat {
  @Id()
  id!: string

  @Id()
  accountId!: string

  @OneOf(SEAT_STATES)
  state!: SeatState

  @Instant()
  since!: string

  @Instant({ optional: true })
  releasedAt?: string
}

export class LicenseFileSummary {
  @Text({ max: 60 })
  licenseId!: string

  @Text({ max: 20, description: 'trial, base or addon' })
  kind!: string

  @Int({ min: 0 })
  seats!: number

  @Instant()
  startsAt!: string

  @Instant()
  expiresAt!: string
}

export class LicenseSummary {
  @OneOf(LICENSE_STATES)
  state!: LicenseState

  @Int({ min: 0 })
  capacity!: number

  @Int({ min: 0, description: 'reserved, occupied and suspended seats of the installation' })
  used!: number

  @Int({ min: 0, description: 'of which this enterprise’s' })
  usedHere!: number

  @Int()
  daysLeft!: number

  @Nested(() => LicenseFileSummary, { list: { max: 100 } })
  files!: LicenseFileSummary[]
}

export class Lease {
  @Text({ max: 4000, description: 'ES256 JWT of the license service: {enterpriseId, ok, features, until}' })
  token!: string
}

/** Takes one seat for an account that is about to be created; repeating it for the same account returns the same seat. */
export const reserveSeat = defineRpc({
  subject: 'rpc.license.seat.reserve.v1',
  request: ReserveSeat,
  reply: Seat,
  problems: [problems.SEAT_EXHAUSTED, problems.LICENSE_EXPIRED],
  callers: ['account-hosting'],
})
/** First successful sign-in. */
export const occupySeat = defineRpc({
  subject: 'rpc.license.seat.occupy.v1',
  request: OccupySeat,
  reply: Seat,
  problems: [problems.SEAT_IDENTITY_TAKEN],
  callers: ['account-hosting'],
})
export const releaseSeat = defineRpc({
  subject: 'rpc.license.seat.release.v1',
  request: ReleaseSeat,
  reply: Seat,
  callers: ['account-hosting'],
})
export const getLicenseSummary = defineRpc({ subject: 'rpc.license.summary.get.v1', request: NoInput, reply: LicenseSummary })
export const listSeats = defineRpc({ subject: 'rpc.license.seat.list.v1', request: PageRequest, reply: pageOf(Seat) })
/** A short signed statement that sends of this enterprise are licensed; messaging checks it before each hand-over. */
export const issueLease = defineRpc({
  subject: 'rpc.license.lease.issue.v1',
  request: NoInput,
  reply: Lease,
  callers: ['messaging'],
})
