import type { Page, PageRequest } from '@miaohui/contracts/kernel/page'
import type { Seat } from '@miaohui/contracts/license/seat'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { rows } from '../shared/statement'
import { SEAT_COLUMNS, seatView, type SeatRow } from './seat.row'

/** Seats of one enterprise, newest first; released ones stay in the list. */
@Injectable()
export class ListSeats {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(enterpriseId: string, request: PageRequest): Promise<Page<Seat>> {
    const page = await this.unitOfWork.run(enterpriseId, (db) =>
      keysetPage<SeatRow>(request, {
        parts: 1,
        key: (seat) => [seat.id],
        fetch: (after, limit) =>
          rows<SeatRow>(
            db,
            `select ${SEAT_COLUMNS} from seat where enterprise_id = $1 and ($2::text is null or id::text < $2) order by id::text desc limit $3`,
            [enterpriseId, after?.[0] ?? null, limit],
          ),
      }),
    )
    return { ...page, items: page.items.map(seatView) }
  }
}
