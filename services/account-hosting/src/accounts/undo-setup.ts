import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Inject, Injectable } from '@nestjs/common'
import { HOSTING_PROVIDER, type HostingProvider } from '../provider/hosting-provider'
import { rows } from '../shared/statement'
import type { AccountRow } from './account.row'
import { Seats } from './seats'

type Unfinished = Pick<AccountRow, 'id' | 'enterprise_id' | 'worker' | 'setup'>

/**
 * Takes back what a creation that failed, or a removal, holds outside: the seat, then the account at its worker. Whatever cannot be
 * reached now is tried again by the sweeper; until then the row says what is left to do.
 */
@Injectable()
export class UndoSetup {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly seats: Seats,
    @Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider,
  ) {}

  /** False when the account was finished meanwhile: there is nothing to undo. */
  async giveUp(row: Unfinished): Promise<boolean> {
    const [given] = await this.unitOfWork.run(row.enterprise_id, (db) =>
      rows(
        db,
        `update hosted_account set setup = 'undoing', setup_at = now() where id = $1 and setup in ('pending', 'undoing') returning 1`,
        [row.id],
      ),
    )
    return given !== undefined
  }

  /** @throws when a neighbour cannot be reached */
  async execute(row: Unfinished): Promise<void> {
    await this.seats.release(row, row.setup === 'removing' ? 'removed' : 'not created')
    await this.provider.deprovision({ accountId: row.id, worker: row.worker })
    await this.unitOfWork.run(row.enterprise_id, async (db) => {
      await db.query(`delete from hosted_account where id = $1 and setup = 'undoing'`, [row.id])
      await db.query(`update hosted_account set setup = 'removed', setup_at = now() where id = $1 and setup = 'removing'`, [
        row.id,
      ])
    })
  }
}
