import type { CustomerFilter } from '@miaohui/contracts/messaging/audience'
import { customerCondition, type Parameters } from './customer-filter-sql'

/**
 * CTE `matched`: everybody the filter names, with `place` 1 for the row through which a person is reached. One person may be a friend
 * of several accounts: an account that is still their friend, then one that is connected, then the newest friendship is taken; the
 * other rows are duplicates. Accounts that were removed reach nobody.
 */
export function matchedAudience(teamId: string, filter: CustomerFilter, parameters: Parameters): string {
  return `matched as materialized (
    select c.id, c.account_id, c.team_id, c.provider_id, c.relation, c.listed_at, a.connected, a.watch_until,
      row_number() over (partition by c.provider_id
        order by (c.relation = 'friend') desc, a.connected desc, c.listed_at desc, c.id) as place
    from customer c join hosted_account a on a.enterprise_id = c.enterprise_id and a.id = c.account_id and a.removed_at is null
    where ${customerCondition(teamId, filter, parameters)}
  )`
}

/** The people who get the message. */
export const REACHED = `place = 1 and relation = 'friend'`

/** One row with the numbers of an estimate; `matched − duplicates − deleted − blocked = reachable` by construction. */
export const FUNNEL = `
  select count(*)::int as matched,
    count(*) filter (where place > 1)::int as duplicates,
    count(*) filter (where place = 1 and relation = 'deleted')::int as deleted,
    count(*) filter (where place = 1 and relation = 'blocked')::int as blocked,
    count(*) filter (where ${REACHED} and not connected)::int as offline,
    count(*) filter (where ${REACHED})::int as reachable,
    count(distinct account_id) filter (where ${REACHED})::int as accounts
  from matched`
