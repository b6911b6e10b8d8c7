import type { HostedAccount } from '@/shared/team/team-queries'

/** States in which messages go out; the others wait until the account is back. */
export const CONNECTED: readonly HostedAccount['state'][] = ['online', 'new-device-check', 'verify-qr', 'verify-scanned']

/** In its first hour an account takes no mass sends; the server refuses them. */
export const inWatch = (account: Pick<HostedAccount, 'watchUntil'>, now: number): boolean =>
  account.watchUntil !== undefined && new Date(account.watchUntil).getTime() > now
