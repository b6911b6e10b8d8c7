import type {
  AccountState,
  HostedAccount,
  OfflineReason,
  Region,
  Scheme,
  SyncProgress,
} from '@miaohui/contracts/account-hosting/account'
import { CONNECTED_STATES } from '@miaohui/contracts/account-hosting/account'
import { progressView, type SyncColumns } from '../shared/sync-progress'
import type { Login } from './domain/login'

export type AccountSetup = 'pending' | 'done' | 'undoing' | 'removing' | 'removed'

export type AccountRow = SyncColumns & {
  id: string
  enterprise_id: string
  team_id: string
  scheme: Scheme
  region: Region
  worker: string
  setup: AccountSetup
  state: AccountState
  reason: OfflineReason | null
  name: string | null
  avatar_url: string | null
  provider_user_id: string | null
  qr: Login['qr']
  verify_code: Login['verifyCode']
  deadline_at: Date | null
  overdue_at: Date | null
  online_since: Date | null
  watch_until: Date | null
  last_synced_at: Date | null
  created_by: string
  created_by_name: string
  rev: number
  created_at: Date
}

/** An account with the progress of its last synchronisation, in one statement. */
export const SELECT_ACCOUNT = `
  select a.id, a.enterprise_id, a.team_id, a.scheme, a.region, a.worker, a.setup, a.state, a.reason, a.name, a.avatar_url,
         a.provider_user_id, a.qr, a.verify_code, a.deadline_at, a.overdue_at, a.online_since, a.watch_until, a.last_synced_at,
         a.created_by, a.created_by_name, a.rev, a.created_at,
         r.state as sync_state, r.started_at as sync_started_at, r.finished_at as sync_finished_at, r.problem as sync_problem,
         (select json_agg(json_build_object('part', p.part, 'done', p.done, 'total', p.total) order by p.part)
            from sync_part p where p.account_id = a.id) as sync_parts
    from hosted_account a left join sync_run r on r.account_id = a.id`

export const isConnected = (state: AccountState): boolean => CONNECTED_STATES.includes(state)

export function loginOf(row: AccountRow): Login {
  return {
    state: row.state,
    reason: row.reason,
    qr: row.qr,
    verifyCode: row.verify_code,
    deadlineAt: row.deadline_at,
    overdueAt: row.overdue_at,
    onlineSince: row.online_since,
    watchUntil: row.watch_until,
  }
}

export function withLogin(row: AccountRow, login: Login): AccountRow {
  return {
    ...row,
    state: login.state,
    reason: login.reason,
    qr: login.qr,
    verify_code: login.verifyCode,
    deadline_at: login.deadlineAt,
    overdue_at: login.overdueAt,
    online_since: login.onlineSince,
    watch_until: login.watchUntil,
  }
}

export function accountView(row: AccountRow): HostedAccount {
  const sync: SyncProgress | undefined = progressView(row)
  return {
    id: row.id,
    teamId: row.team_id,
    platform: 'wecom',
    scheme: row.scheme,
    region: row.region,
    name: row.name,
    avatarUrl: row.avatar_url,
    providerUserId: row.provider_user_id,
    state: row.state,
    reason: row.reason,
    qr: row.qr ?? undefined,
    verifyCode: promptView(row),
    deadlineAt: row.deadline_at?.toISOString(),
    watchUntil: row.watch_until?.toISOString(),
    onlineSince: row.online_since?.toISOString(),
    sync,
    lastSyncedAt: row.last_synced_at?.toISOString(),
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    rev: row.rev,
    createdAt: row.created_at.toISOString(),
  }
}

/** The prompt that is open, or the one that ended without success: it says why there is a QR code again. */
function promptView({ state, verify_code }: AccountRow): HostedAccount['verifyCode'] {
  if (!verify_code) return undefined
  const failed = state === 'qr' && verify_code.status !== 'waiting'
  return state === 'verify-code' || failed ? verify_code : undefined
}
