import { ByIdInTeam, TeamScoped } from '../kernel/common-shapes'
import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { NoInput } from '../identity/session'
import { licenseProblems } from '../license/problems'
import { hostingProblems as problems } from './problems'

export const PLATFORMS = ['wecom'] as const
export const SCHEMES = ['workmate', 'workzen'] as const
export type Scheme = (typeof SCHEMES)[number]
export const REGIONS = ['beijing', 'shanghai', 'guangzhou', 'hangzhou', 'chengdu'] as const
export type Region = (typeof REGIONS)[number]

/** The life of a hosted account (providers page §1.1, §6.1). `watch` is not a state: it is `online` before `watchUntil`. */
export const ACCOUNT_STATES = [
  'created', 'starting', 'qr', 'scanned', 'verify-code', 'logging-in', 'syncing', 'online',
  'new-device-check', 'verify-qr', 'verify-scanned', 'reconnecting', 'stopping', 'offline', 'expired', 'banned',
] as const // prettier-ignore
export type AccountState = (typeof ACCOUNT_STATES)[number]

/** States in which messages can be sent and received. */
export const CONNECTED_STATES: readonly AccountState[] = ['online', 'new-device-check', 'verify-qr', 'verify-scanned']

export const OFFLINE_REASONS = [
  'never-logged-in', 'qr-timeout', 'code-failed', 'new-device-timeout', 'phone-logout', 'slot-taken', 'password-changed',
  'risk-control', 'net-lost', 'worker-lost', 'proxy-lost', 'user-stopped', 'license-expired', 'identity-taken', 'unknown',
] as const // prettier-ignore
export type OfflineReason = (typeof OFFLINE_REASONS)[number]

export const QR_PURPOSES = ['login', 'verify'] as const
export const QR_STATES = ['waiting', 'scanned', 'confirmed', 'cancelled', 'timeout'] as const

export class AccountQr {
  @OneOf(QR_PURPOSES)
  purpose!: (typeof QR_PURPOSES)[number]

  @Text({ max: 2000, description: 'what the code says; the console draws it' })
  content!: string

  @OneOf(QR_STATES)
  status!: (typeof QR_STATES)[number]

  @Instant()
  expiresAt!: string

  @Int({ min: 0, description: 'how often it was renewed' })
  renewals!: number
}

export class VerifyCodePrompt {
  @Text({ max: 100 })
  promptId!: string

  @OneOf(['waiting', 'wrong', 'expired'])
  status!: 'waiting' | 'wrong' | 'expired'

  @Int({ min: 0 })
  attemptsLeft!: number

  @Instant()
  expiresAt!: string
}

export class SyncPart {
  @OneOf(['contacts', 'rooms', 'tags'])
  part!: 'contacts' | 'rooms' | 'tags'

  @Int({ min: 0 })
  done!: number

  @Int({ min: 0, nullable: true, description: 'null until the worker has said how many there are' })
  total!: number | null
}

export class SyncProgress {
  @OneOf(['running', 'finished', 'failed'])
  state!: 'running' | 'finished' | 'failed'

  @Int({ min: 0, max: 100 })
  percent!: number

  @Nested(() => SyncPart, { list: { max: 3 } })
  parts!: SyncPart[]

  @Instant()
  startedAt!: string

  @Instant({ optional: true })
  finishedAt?: string

  @Text({ max: 60, optional: true, description: 'problem code when it failed' })
  problem?: string
}

export class HostedAccount {
  @Id()
  id!: string

  @Id()
  teamId!: string

  @OneOf(PLATFORMS)
  platform!: 'wecom'

  @OneOf(SCHEMES)
  scheme!: Scheme

  @OneOf(REGIONS)
  region!: Region

  @Text({ max: 100, nullable: true, description: 'the WeCom name; null until the first sign-in' })
  name!: string | null

  @Text({ max: 500, nullable: true })
  avatarUrl!: string | null

  @Text({ max: 100, nullable: true, description: 'the WeCom user id; null until the first sign-in' })
  providerUserId!: string | null

  @OneOf(ACCOUNT_STATES)
  state!: AccountState

  @OneOf(OFFLINE_REASONS, { nullable: true })
  reason!: OfflineReason | null

  @Nested(() => AccountQr, { optional: true })
  qr?: AccountQr

  @Nested(() => VerifyCodePrompt, { optional: true })
  verifyCode?: VerifyCodePrompt

  @Instant({ optional: true, description: 'when the pending step ends by itself' })
  deadlineAt?: string

  @Instant({ optional: true, description: 'first hour after the first sign-in: no mass sends' })
  watchUntil?: string

  @Instant({ optional: true })
  onlineSince?: string

  @Nested(() => SyncProgress, { optional: true })
  sync?: SyncProgress

  @Instant({ optional: true })
  lastSyncedAt?: string

  @Id()
  createdBy!: string

  @Text({ max: 50 })
  createdByName!: string

  @Int({ min: 1, description: 'grows with every change' })
  rev!: number

  @Instant()
  createdAt!: string
}

export class ListAccounts extends PageRequest {
  @Id({ optional: true, description: 'without it: every team the member may see' })
  teamId?: string

  @OneOf(['online', 'attention', 'offline'], { optional: true })
  health?: 'online' | 'attention' | 'offline'
}

export class CreateAccount extends TeamScoped {
  @OneOf(PLATFORMS)
  platform!: 'wecom'

  @OneOf(SCHEMES)
  scheme!: Scheme

  @OneOf(REGIONS)
  region!: Region

  @Text({ min: 8, max: 100, description: 'repeating the call with the same key creates one account and takes one seat' })
  idempotencyKey!: string
}

export class EnterVerifyCode extends ByIdInTeam {
  @Text({ min: 4, max: 8, pattern: /^\d+$/ })
  code!: string
}

export class SchemeOption {
  @OneOf(SCHEMES)
  scheme!: Scheme

  @OneOf(REGIONS, { list: { max: 20 } })
  regions!: Region[]
}

export class HostingOptions {
  @Nested(() => SchemeOption, { list: { max: 20 } })
  schemes!: SchemeOption[]
}

export class TimelineEntry {
  @Id()
  id!: string

  @OneOf(ACCOUNT_STATES)
  state!: AccountState

  @OneOf(OFFLINE_REASONS, { nullable: true })
  reason!: OfflineReason | null

  @Instant()
  at!: string
}

export class ListTimeline extends PageRequest {
  @Id()
  id!: string

  @Id()
  teamId!: string
}

export const getHostingOptions = defineRpc({
  subject: 'rpc.account-hosting.option.list.v1',
  request: NoInput,
  reply: HostingOptions,
})
export const listAccounts = defineRpc({
  subject: 'rpc.account-hosting.account.list.v1',
  request: ListAccounts,
  reply: pageOf(HostedAccount),
})
export const getAccount = defineRpc({ subject: 'rpc.account-hosting.account.get.v1', request: ByIdInTeam, reply: HostedAccount })
/** Reserves a seat, provisions the account at a worker and starts it: the QR code follows as a live notice. */
export const createAccount = defineRpc({
  subject: 'rpc.account-hosting.account.create.v1',
  request: CreateAccount,
  reply: HostedAccount,
  problems: [
    problems.SCHEME_UNSUPPORTED,
    problems.WORKER_UNAVAILABLE,
    licenseProblems.SEAT_EXHAUSTED,
    licenseProblems.LICENSE_EXPIRED,
  ],
  deadlineMs: 15_000,
})
/** Starts a stopped or offline account: resumes its session or shows a new QR code. */
export const startAccount = defineRpc({
  subject: 'rpc.account-hosting.account.start.v1',
  request: ByIdInTeam,
  reply: HostedAccount,
  problems: [problems.ACCOUNT_BUSY, problems.WORKER_UNAVAILABLE],
})
export const stopAccount = defineRpc({
  subject: 'rpc.account-hosting.account.stop.v1',
  request: ByIdInTeam,
  reply: HostedAccount,
  problems: [problems.WORKER_UNAVAILABLE],
})
/** Ends hosting and frees the seat; customers and messages stay. */
export const removeAccount = defineRpc({
  subject: 'rpc.account-hosting.account.remove.v1',
  request: ByIdInTeam,
  deadlineMs: 15_000,
})
export const refreshQr = defineRpc({
  subject: 'rpc.account-hosting.account.refresh-qr.v1',
  request: ByIdInTeam,
  reply: HostedAccount,
  problems: [problems.QR_LIMIT, problems.ACCOUNT_BUSY, problems.WORKER_UNAVAILABLE],
})
/** Answers once the worker has judged the code: the account with its next state, or why the code was refused. */
export const enterVerifyCode = defineRpc({
  subject: 'rpc.account-hosting.account.enter-code.v1',
  request: EnterVerifyCode,
  reply: HostedAccount,
  problems: [problems.NO_CODE_ASKED, problems.VERIFY_CODE_WRONG, problems.VERIFY_CODE_EXPIRED, problems.WORKER_UNAVAILABLE],
  deadlineMs: 12_000,
})
export const listAccountTimeline = defineRpc({
  subject: 'rpc.account-hosting.account.timeline.v1',
  request: ListTimeline,
  reply: pageOf(TimelineEntry),
})
