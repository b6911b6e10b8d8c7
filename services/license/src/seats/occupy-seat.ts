import { Problem } from '@miaohui/contracts/kernel/problem'
import { licenseProblems } from '@miaohui/contracts/license/problems'
import type { OccupySeat as OccupySeatInput, Seat } from '@miaohui/contracts/license/seat'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { LicenseReader } from '../shared/license-reader'
import { rows } from '../shared/statement'
import { AnnounceSeats } from './announce-seats'
import { SeatPool } from './seat-pool'
import { liveSeat, SEAT_COLUMNS, seatView, type SeatRow } from './seat.row'

/** Ties the account's seat to the WeCom identity that signed in. One identity holds one seat in the whole installation. */
@Injectable()
export class OccupySeat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly licenses: LicenseReader,
    private readonly pool: SeatPool,
    private readonly announce: AnnounceSeats,
  ) {}

  /** @throws Problem SEAT_IDENTITY_TAKEN when another account holds the identity, or this seat another identity; NOT_FOUND */
  async execute(enterpriseId: string, { accountId, identity }: OccupySeatInput): Promise<Seat> {
    try {
      const { seat, changed } = await this.unitOfWork.run(enterpriseId, async (db) => {
        const licenses = await this.licenses.read(db)
        const [occupied] = await rows<SeatRow>(
          db,
          `update seat set state = 'occupied', identity = $2, since = $3 where account_id = $1 and state = 'reserved' returning ${SEAT_COLUMNS}`,
          [accountId, identity, licenses.now],
        )
        if (!occupied) return { seat: await liveSeat(db, accountId), changed: false }
        const pool = await this.pool.touch(db, licenses)
        await this.pool.record(db, pool, { enterpriseId, seat: occupied, kind: 'occupied' }, licenses.now)
        return { seat: occupied, changed: true }
      })
      if (seat.identity !== identity)
        throw new Problem(licenseProblems.SEAT_IDENTITY_TAKEN, { detail: 'the seat is held by another identity' })
      if (changed) this.announce.execute(enterpriseId)
      return seatView(seat)
    } catch (error) {
      if (violatedConstraint(error) === 'uq_seat_identity') throw new Problem(licenseProblems.SEAT_IDENTITY_TAKEN)
      throw error
    }
  }
}
