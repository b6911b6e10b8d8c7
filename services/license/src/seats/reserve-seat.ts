import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { licenseProblems } from '@miaohui/contracts/license/problems'
import type { ReserveSeat as ReserveSeatInput, Seat } from '@miaohui/contracts/license/seat'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { LicenseReader } from '../shared/license-reader'
import { rows } from '../shared/statement'
import { AnnounceSeats } from './announce-seats'
import { SeatPool } from './seat-pool'
import { liveSeat, SEAT_COLUMNS, seatView, type SeatRow } from './seat.row'

/** Takes a seat for an account. The same account asked for again gets the seat that it has. */
@Injectable()
export class ReserveSeat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly licenses: LicenseReader,
    private readonly pool: SeatPool,
    private readonly announce: AnnounceSeats,
  ) {}

  /** @throws Problem SEAT_EXHAUSTED with meta {used, capacity}, or LICENSE_EXPIRED */
  async execute(enterpriseId: string, { accountId, memberId }: ReserveSeatInput): Promise<Seat> {
    const { seat, taken } = await this.unitOfWork.run(enterpriseId, async (db) => {
      const licenses = await this.licenses.read(db)
      const [fresh] = await rows<SeatRow>(
        db,
        `insert into seat (id, pool_id, enterprise_id, account_id, reserved_by, state, since)
         select $1, id, $2, $3, $4, 'reserved', $5 from seat_pool
         on conflict (account_id) where state <> 'released' do nothing returning ${SEAT_COLUMNS}`,
        [newId(), enterpriseId, accountId, memberId, licenses.now],
      )
      if (!fresh) return { seat: await liveSeat(db, accountId), taken: false }
      if (!licenses.status.mayHost) throw new Problem(licenseProblems.LICENSE_EXPIRED)
      const pool = await this.pool.take(db, licenses)
      if (!pool) throw await exhausted(db, licenses.status.capacity)
      await this.pool.record(db, pool, { enterpriseId, seat: fresh, kind: 'reserved' }, licenses.now)
      return { seat: fresh, taken: true }
    })
    if (taken) this.announce.execute(enterpriseId)
    return seatView(seat)
  }
}

async function exhausted(db: Parameters<typeof rows>[0], capacity: number): Promise<Problem> {
  const [pool] = await rows<{ used: number }>(db, 'select used from seat_pool')
  return new Problem(licenseProblems.SEAT_EXHAUSTED, { meta: { used: pool?.used ?? capacity, capacity } })
}
