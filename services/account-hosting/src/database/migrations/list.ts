import { HostedAccounts1763800000000 } from './1763800000000-hosted-accounts'

export const migrations = [HostedAccounts1763800000000]
