import { TeamScoped } from '../kernel/common-shapes'
import { Id, Nested } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { HostedAccount } from './account'
import { hostingProblems as problems } from './problems'

export class StartSync extends TeamScoped {
  @Id({ list: { max: 100, unique: true }, optional: true, description: 'without it: every connected account of the team' })
  accountIds?: string[]
}

export class SyncStarted {
  @Nested(() => HostedAccount, { list: { max: 100 } })
  accounts!: HostedAccount[]
}

/** Reads customers, rooms and tags of the accounts anew; progress is in `HostedAccount.sync`. Accounts already at it are left alone. */
export const startSync = defineRpc({
  subject: 'rpc.account-hosting.sync.start.v1',
  request: StartSync,
  reply: SyncStarted,
  problems: [problems.ACCOUNT_NOT_ONLINE, problems.SYNC_RUNNING, problems.SYNC_COOLING_DOWN],
})
