import type { LicenseSummary } from '@miaohui/contracts/license/seat'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { LicenseReader } from './license-reader'
import { rows } from './statement'

/** `rev` grows with every change of a seat of the installation. */
export type SeatNumbers = { poolId: string; rev: number; summary: LicenseSummary }

/** Seats and licence as one enterprise sees them. */
@Injectable()
export class SeatSummary {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly licenses: LicenseReader,
  ) {}

  execute(enterpriseId: string): Promise<SeatNumbers> {
    return this.unitOfWork.run(enterpriseId, async (db) => {
      const { files, status } = await this.licenses.read(db)
      const [pool] = await rows<{ id: string; ledger_n: string; used: number; here: number }>(
        db,
        `select id, ledger_n, used, (select count(*)::int from seat where enterprise_id = $1 and state <> 'released') as here from seat_pool`,
        [enterpriseId],
      )
      if (!pool) throw new Error('the seat pool is missing')
      const summary: LicenseSummary = {
        state: status.state,
        capacity: status.capacity,
        used: pool.used,
        usedHere: pool.here,
        daysLeft: status.daysLeft,
        files: files.map((file) => ({
          licenseId: file.licenseId,
          kind: file.kind,
          seats: file.seats,
          startsAt: file.startsAt.toISOString(),
          expiresAt: file.expiresAt.toISOString(),
        })),
      }
      return { poolId: pool.id, rev: Number(pool.ledger_n), summary }
    })
  }
}
