import { accountRemoved } from '@miaohui/contracts/account-hosting/events'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LivePublisher } from '@miaohui/platform/live'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { AccountNews } from '../shared/account-news'
import { AccountStore } from './account-store'
import { UndoSetup } from './undo-setup'

/**
 * Ends hosting: the account is gone for everybody at once, then its seat and its place at the worker are given back, now or by the
 * sweeper. Customers and messages stay.
 */
@Injectable()
export class RemoveAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly outbox: Outbox,
    private readonly undo: UndoSetup,
    private readonly live: LivePublisher,
    private readonly news: AccountNews,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(enterpriseId: string, { id, teamId }: ByIdInTeam): Promise<void> {
    const row = await this.unitOfWork.run(enterpriseId, async (db) => {
      const locked = await this.store.lock(db, id, teamId)
      await db.query(
        `update hosted_account set setup = 'removing', setup_at = now(), state = 'offline', reason = 'user-stopped', overdue_at = null,
                rev = rev + 1 where id = $1`,
        [id],
      )
      // Whoever reads the account's events loses the right to write them.
      await db.query('delete from account_stream where account_id = $1', [id])
      await db.query('delete from sync_run where account_id = $1', [id])
      await this.outbox.append(accountRemoved, { aggregate: `account:${id}`, data: { accountId: id, teamId } })
      const topic = `team:${teamId}:account`
      this.live.publish(enterpriseId, { topic, type: 'account.removed', entity: id, rev: locked.rev + 1, patch: {} })
      this.unitOfWork.afterCommit(() => this.news.changed(id))
      return locked
    })
    try {
      await this.undo.execute({ ...row, setup: 'removing' })
    } catch (error) {
      this.log.warn(
        { err: error, accountId: id },
        'an account is removed; its seat or its place at the worker is given back later',
      )
    }
  }
}
