import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { ReleaseSeat as ReleaseSeatInput, Seat } from '@miaohui/contracts/license/seat'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { LicenseReader } from '../shared/license-reader'
import { rows } from '../shared/statement'
import { AnnounceSeats } from './announce-seats'
import { SeatPool } from './seat-pool'
import { SEAT_COLUMNS, seatView, type SeatRow } from './seat.row'

/** Frees the seat of an account that is no longer hosted. A seat that is already free stays as it is. */
@Injectable()
export class ReleaseSeat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly licenses: LicenseReader,
    private readonly pool: SeatPool,
    private readonly announce: AnnounceSeats,
  ) {}

  /** @throws Problem NOT_FOUND when the account never had a seat */
  async execute(enterpriseId: string, { accountId, reason }: ReleaseSeatInput): Promise<Seat> {
    const { seat, changed } = await this.unitOfWork.run(enterpriseId, async (db) => {
      const licenses = await this.licenses.read(db)
      const [released] = await rows<SeatRow>(
        db,
        `update seat set state = 'released', released_at = $2, reason = $3 where account_id = $1 and state <> 'released' returning ${SEAT_COLUMNS}`,
        [accountId, licenses.now, reason],
      )
      if (!released) return { seat: await lastSeat(db, accountId), changed: false }
      const pool = await this.pool.giveBack(db, licenses)
      await this.pool.record(db, pool, { enterpriseId, seat: released, kind: 'released' }, licenses.now)
      return { seat: released, changed: true }
    })
    if (changed) this.announce.execute(enterpriseId)
    return seatView(seat)
  }
}

async function lastSeat(db: Parameters<typeof rows>[0], accountId: string): Promise<SeatRow> {
  const [seat] = await rows<SeatRow>(
    db,
    `select ${SEAT_COLUMNS} from seat where account_id = $1 order by released_at desc limit 1`,
    [accountId],
  )
  if (!seat) throw new Problem(commonProblems.NOT_FOUND)
  return seat
}
