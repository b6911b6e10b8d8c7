import type { Relation } from '@miaohui/contracts/account-hosting/events'
import type { Customer } from '@miaohui/contracts/messaging/customer'

export type CustomerRow = {
  id: string
  account_id: string
  account_name: string | null
  name: string
  remark: string | null
  avatar_url: string | null
  kind: Customer['kind']
  corporation: string | null
  relation: Relation
  tag_ids: string[]
  added_at: Date | null
  last_message_at: Date | null
  /** Sort key with the microseconds that a Date loses. */
  listed: string
}

/** Columns of a customer `p`, looked up for the rows of one page only. */
export const CUSTOMER_COLUMNS = `p.id, p.account_id, a.name as account_name, p.name, p.remark, p.avatar_url, p.kind, p.corporation,
  p.relation, p.added_at, p.listed_at::text as listed,
  (select c.last_at from conversation c where c.enterprise_id = $1 and c.account_id = p.account_id and c.chat_key = p.provider_id) as last_message_at,
  array(select t.tag_id from customer_tag t where t.enterprise_id = $1 and t.customer_id = p.id order by t.tag_id) as tag_ids`

export function customerView(row: CustomerRow): Customer {
  return {
    id: row.id,
    accountId: row.account_id,
    accountName: row.account_name,
    name: row.name,
    remark: row.remark,
    avatarUrl: row.avatar_url,
    kind: row.kind,
    corporation: row.corporation,
    relation: row.relation,
    tagIds: row.tag_ids,
    addedAt: row.added_at?.toISOString() ?? null,
    lastMessageAt: row.last_message_at?.toISOString() ?? null,
  }
}
