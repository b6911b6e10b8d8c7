import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { isConnected, type AccountRow } from '../accounts/account.row'
import { rows } from '../shared/statement'

/** Sends go on for at most this long to an account that another replica has taken offline; its worker refuses them. */
const FRESH_MS = 1_000
const KEPT = 10_000

export type Destination = { id: string; worker: string; connected: boolean }
type Entry = { destination: Destination | null; readAt: number }

/** Where accounts are and whether they are connected, without asking the database for each send. */
@Injectable()
export class AccountDirectory {
  private readonly entries = new Map<string, Entry>()

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Accounts of the enterprise that exist; the rest is missing. */
  async find(enterpriseId: string, accountIds: readonly string[]): Promise<Map<string, Destination>> {
    const now = Date.now()
    const fresh = (id: string): Entry | undefined => {
      const entry = this.entries.get(`${enterpriseId}:${id}`)
      return entry && now - entry.readAt < FRESH_MS ? entry : undefined
    }
    const stale = accountIds.filter((id) => !fresh(id))
    if (stale.length > 0) await this.read(enterpriseId, stale, now)
    const found = new Map<string, Destination>()
    for (const id of accountIds) {
      const destination = this.entries.get(`${enterpriseId}:${id}`)?.destination
      if (destination) found.set(id, destination)
    }
    return found
  }

  private async read(enterpriseId: string, ids: readonly string[], now: number): Promise<void> {
    const found = await this.unitOfWork.run(enterpriseId, (db) =>
      rows<Pick<AccountRow, 'id' | 'worker' | 'state'>>(
        db,
        `select id, worker, state from hosted_account where id = any($1) and setup = 'done'`,
        [ids],
      ),
    )
    if (this.entries.size > KEPT) this.entries.clear()
    const byId = new Map(found.map((row) => [row.id, row]))
    for (const id of ids) {
      const row = byId.get(id)
      const destination = row ? { id, worker: row.worker, connected: isConnected(row.state) } : null
      this.entries.set(`${enterpriseId}:${id}`, { destination, readAt: now })
    }
  }
}
