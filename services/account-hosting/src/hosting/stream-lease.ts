import type { EntityManager } from 'typeorm'
import type { Position } from '../provider/hosting-provider'
import { rows } from '../shared/statement'

/** The account's events belong to another process now: whatever this one was doing for the account must not be written. */
export class LeaseLost extends Error {
  constructor(readonly accountId: string) {
    super(`the events of account ${accountId} are read by another process`)
    this.name = 'LeaseLost'
  }
}

/** The right to write what happens to an account, and how far its event log has been read. `fence` grows with every new holder. */
export class StreamLease {
  private constructor(
    readonly accountId: string,
    readonly position: Position,
    private readonly fence: string,
  ) {}

  /** Null when the host does not hold the account. */
  static async read(db: EntityManager, host: string, accountId: string): Promise<StreamLease | null> {
    const [row] = await rows<{ fence: string; epoch: string | null; seq: string }>(
      db,
      'select fence, epoch, seq from account_stream where account_id = $1 and owner = $2',
      [accountId, host],
    )
    return row ? new StreamLease(accountId, { epoch: row.epoch, seq: Number(row.seq) }, row.fence) : null
  }

  /**
   * Stores the position in the transaction of the events' effects: each event takes effect once.
   * @returns number of the last event that had taken effect before: a stream that breaks during a commit brings its events again
   * @throws LeaseLost
   */
  async advance(db: EntityManager, { epoch, seq }: Position): Promise<number> {
    const [before] = await rows<{ seq: string }>(
      db,
      `with old as (
         select case when epoch is not distinct from $3 then seq else 0 end as seq from account_stream where account_id = $1 and fence = $2 for update)
       update account_stream s set epoch = $3, seq = greatest(old.seq, $4) from old where s.account_id = $1 returning old.seq`,
      [this.accountId, this.fence, epoch, seq],
    )
    if (!before) throw new LeaseLost(this.accountId)
    return Number(before.seq)
  }

  /** Nobody takes the account over before this unit of work ends. @throws LeaseLost */
  async hold(db: EntityManager): Promise<void> {
    const held = await rows(db, 'select 1 from account_stream where account_id = $1 and fence = $2 for update', [
      this.accountId,
      this.fence,
    ])
    if (held.length === 0) throw new LeaseLost(this.accountId)
  }
}
