import { accountChanged } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LivePublisher } from '@miaohui/platform/live'
import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { HostingConfig, watchMsOf } from '../config'
import { AccountNews } from '../shared/account-news'
import { rows } from '../shared/statement'
import { accountView, isConnected, loginOf, SELECT_ACCOUNT, withLogin, type AccountRow } from './account.row'
import type { LoginEvent } from './domain/account-machine'
import { advance } from './domain/login'

export type Identity = { name: string; avatarUrl: string | null; providerUserId: string }

/** The only writer of hosted accounts: every change grows `rev`, is in the timeline when the state moves, and is told to whoever needs it. */
@Injectable()
export class AccountStore {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly live: LivePublisher,
    private readonly news: AccountNews,
    private readonly clock: Clock,
    private readonly config: HostingConfig,
  ) {}

  /** @throws Problem NOT_FOUND for an account that is unknown, removed, or of another team. */
  async get(db: EntityManager, id: string, teamId?: string): Promise<AccountRow> {
    const [row] = await rows<AccountRow>(db, `${SELECT_ACCOUNT} where a.id = $1 and a.setup = 'done'`, [id])
    if (!row || (teamId !== undefined && row.team_id !== teamId)) throw new Problem(commonProblems.NOT_FOUND)
    return row
  }

  /** The account, locked until the unit of work ends. @throws Problem NOT_FOUND */
  async lock(db: EntityManager, id: string, teamId?: string): Promise<AccountRow> {
    await db.query('select 1 from hosted_account where id = $1 for update', [id])
    return this.get(db, id, teamId)
  }

  /** What the events make of a locked account, written and told. Without effect on an account to which they mean nothing. */
  async apply(db: EntityManager, row: AccountRow, events: readonly LoginEvent[], identity?: Identity): Promise<AccountRow> {
    const now = this.clock.now()
    let login = loginOf(row)
    const steps: { state: string; reason: string | null }[] = []
    let changed = false
    for (const event of events) {
      const next = advance(login, event, now, watchMsOf(this.config, row.scheme))
      if (!next) continue
      changed = true
      if (next.state !== login.state) steps.push({ state: next.state, reason: next.reason })
      login = next
    }
    const named = identity
      ? { name: identity.name, avatar_url: identity.avatarUrl, provider_user_id: identity.providerUserId }
      : {}
    const renamed = identity !== undefined && (row.name !== identity.name || row.avatar_url !== identity.avatarUrl)
    if (!changed && !renamed) return row
    const next: AccountRow = { ...withLogin(row, login), ...named, rev: row.rev + 1 }
    await this.save(db, next)
    await this.writeTimeline(db, next, steps, now)
    if (steps.length > 0 || renamed) await this.announce(next)
    this.tell(next)
    return next
  }

  /** For changes that are no part of the login (synchronisation): the row is read anew with a higher `rev` and told. */
  async touch(db: EntityManager, id: string): Promise<AccountRow> {
    await db.query('update hosted_account set rev = rev + 1 where id = $1', [id])
    const row = await this.get(db, id)
    this.tell(row)
    return row
  }

  /** Tells the other services what they know of an account. */
  async announce(row: AccountRow): Promise<void> {
    await this.outbox.append(accountChanged, {
      aggregate: `account:${row.id}`,
      data: {
        accountId: row.id,
        teamId: row.team_id,
        state: row.state,
        reason: row.reason,
        connected: isConnected(row.state),
        name: row.name,
        avatarUrl: row.avatar_url,
        providerUserId: row.provider_user_id,
        watchUntil: row.watch_until?.toISOString(),
        rev: row.rev,
      },
    })
  }

  /** After the commit: browsers, and whoever in this process waits for the account. */
  tell(row: AccountRow): void {
    const patch = accountView(row)
    const topic = `team:${row.team_id}:account`
    this.live.publish(row.enterprise_id, { topic, type: 'account.changed', entity: row.id, rev: row.rev, patch: { ...patch } })
    this.unitOfWork.afterCommit(() => this.news.changed(row.id))
  }

  private async save(db: EntityManager, row: AccountRow): Promise<void> {
    await db.query(
      `update hosted_account set state = $2, reason = $3, qr = $4, verify_code = $5, deadline_at = $6, overdue_at = $7, online_since = $8,
              watch_until = $9, name = $10, avatar_url = $11, provider_user_id = $12, rev = $13 where id = $1`,
      [
        row.id,
        row.state,
        row.reason,
        row.qr && JSON.stringify(row.qr),
        row.verify_code && JSON.stringify(row.verify_code),
        row.deadline_at,
        row.overdue_at,
        row.online_since,
        row.watch_until,
        row.name,
        row.avatar_url,
        row.provider_user_id,
        row.rev,
      ],
    )
  }

  async writeTimeline(
    db: EntityManager,
    { id, enterprise_id }: AccountRow,
    steps: readonly { state: string; reason: string | null }[],
    at: Date,
  ): Promise<void> {
    if (steps.length === 0) return
    await db.query(
      `insert into account_timeline (id, enterprise_id, account_id, state, reason, at)
       select s.id, $1, $2, s.state, s.reason, $3 from unnest($4::uuid[], $5::text[], $6::text[]) s(id, state, reason)`,
      [enterprise_id, id, at, steps.map(() => newId()), steps.map((s) => s.state), steps.map((s) => s.reason)],
    )
  }
}
