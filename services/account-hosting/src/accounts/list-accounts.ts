import type { AccountState, HostedAccount, ListAccounts as ListAccountsInput } from '@miaohui/contracts/account-hosting/account'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Page } from '@miaohui/contracts/kernel/page'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { rows } from '../shared/statement'
import { accountView, SELECT_ACCOUNT, type AccountRow } from './account.row'

type Health = NonNullable<ListAccountsInput['health']>
/** Tabs of the account list: 在线, 需处理 (somebody must do or wait for something), 离线. */
const STATES_OF: Record<Health, readonly AccountState[]> = {
  online: ['online', 'syncing'],
  attention: [
    'starting',
    'qr',
    'scanned',
    'verify-code',
    'logging-in',
    'new-device-check',
    'verify-qr',
    'verify-scanned',
    'reconnecting',
    'stopping',
  ],
  offline: ['created', 'offline', 'expired', 'banned'],
}

/** Accounts of one team, or of every team the member may see, in the order they were created. */
@Injectable()
export class ListAccounts {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(member: MemberActor, { teamId, health, ...request }: ListAccountsInput): Promise<Page<HostedAccount>> {
    const teams = teamId !== undefined ? [teamId] : member.isSuperAdmin ? null : [...member.teamIds]
    const states = health ? STATES_OF[health] : null
    const page = await this.unitOfWork.run(member.enterpriseId, (db) =>
      keysetPage<AccountRow>(request, {
        parts: 1,
        key: (row) => [row.id],
        fetch: (after, limit) =>
          rows<AccountRow>(
            db,
            `${SELECT_ACCOUNT} where a.enterprise_id = $1 and a.setup = 'done' and ($2::uuid[] is null or a.team_id = any($2))
                and ($3::text[] is null or a.state = any($3)) and ($4::text is null or a.id::text > $4)
              order by a.id::text limit $5`,
            [member.enterpriseId, teams, states, after?.[0] ?? null, limit],
          ),
      }),
    )
    return { ...page, items: page.items.map(accountView) }
  }
}
