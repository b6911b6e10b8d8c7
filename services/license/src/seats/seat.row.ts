import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Seat, SeatState } from '@miaohui/contracts/license/seat'
import type { EntityManager } from 'typeorm'
import { rows } from '../shared/statement'

export type SeatRow = {
  id: string
  account_id: string
  identity: string | null
  state: SeatState
  since: Date
  released_at: Date | null
}
export const SEAT_COLUMNS = 'id, account_id, identity, state, since, released_at'

export function seatView(row: SeatRow): Seat {
  return {
    id: row.id,
    accountId: row.account_id,
    state: row.state,
    since: row.since.toISOString(),
    releasedAt: row.released_at?.toISOString(),
  }
}

/** @throws Problem NOT_FOUND */
export async function liveSeat(db: EntityManager, accountId: string): Promise<SeatRow> {
  const [seat] = await rows<SeatRow>(db, `select ${SEAT_COLUMNS} from seat where account_id = $1 and state <> 'released'`, [
    accountId,
  ])
  if (!seat) throw new Problem(commonProblems.NOT_FOUND)
  return seat
}
