import type { EntityManager } from 'typeorm'
import { newId } from '@miaohui/contracts/kernel/ids'

/** Starts a synchronisation from the beginning, in the open unit of work; the host of the account does the reading. */
export async function beginSync(db: EntityManager, account: { id: string; enterprise_id: string }): Promise<void> {
  await db.query(
    `insert into sync_run (account_id, enterprise_id, run_id, state, started_at) values ($1, $2, $3, 'running', now())
     on conflict (account_id) do update set run_id = excluded.run_id, state = 'running', started_at = now(), finished_at = null, problem = null`,
    [account.id, account.enterprise_id, newId()],
  )
  await db.query(
    `insert into sync_part (account_id, enterprise_id, part) select $1, $2, unnest(array['contacts', 'rooms', 'tags'])
     on conflict (account_id, part) do update set done = 0, total = null, read_up_to = null, complete = false`,
    [account.id, account.enterprise_id],
  )
}
