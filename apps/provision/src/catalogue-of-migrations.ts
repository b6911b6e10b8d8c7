import { migrations as accountHosting } from '@miaohui/account-hosting/database/migrations/list'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { migrations as identity } from '@miaohui/identity/database/migrations/list'
import { migrations as license } from '@miaohui/license/database/migrations/list'
import { migrations as messaging } from '@miaohui/messaging/database/migrations/list'
import { migrations as org } from '@miaohui/org/database/migrations/list'
import type { MigrationClass } from '@miaohui/persistence/migrations'
import { migrations as sop } from '@miaohui/sop/database/migrations/list'

export const MIGRATIONS: Readonly<Record<ServiceName, readonly MigrationClass[]>> = {
  identity,
  org,
  license,
  'account-hosting': accountHosting,
  messaging,
  sop,
}
