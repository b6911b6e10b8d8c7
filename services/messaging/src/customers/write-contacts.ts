import type { ContactRecord } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { LinkProviderTags } from '../tags/link-provider-tags'
import { gramsOf } from './domain/search-grams'

export type GivenContact = { accountId: string; teamId: string; contact: ContactRecord; friendSince?: Date }
export type WrittenCustomer = { id: string; accountId: string; providerId: string; name: string }

type Row = { id: string; account_id: string; provider_id: string; name: string; tags_differ: boolean }

/**
 * Makes customers of contacts, or brings known ones up to date: one statement for a whole page, and rows in which nothing changed are
 * not written again. A list says nothing about the relation: WeCom goes on listing people who deleted the account.
 */
@Injectable()
export class WriteContacts {
  constructor(private readonly tags: LinkProviderTags) {}

  async execute(db: EntityManager, enterpriseId: string, given: readonly GivenContact[], now: Date): Promise<WrittenCustomer[]> {
    // The last word on a contact wins; a statement may not touch a row twice.
    const unique = [...new Map(given.map((g) => [`${g.accountId} ${g.contact.providerId}`, g])).values()]
    if (unique.length === 0) return []
    const rows = unique.map(({ accountId, teamId, contact: c, friendSince }) => ({
      id: newId(),
      account: accountId,
      team: teamId,
      provider: c.providerId,
      name: c.name,
      remark: c.remark || null,
      avatar: c.avatarUrl || null,
      kind: c.kind,
      gender: c.gender,
      corporation: c.corporation || null,
      tags: [...new Set(c.tagIds)].sort(),
      grams: gramsOf(c.name, c.remark),
      added: c.addedAt ?? friendSince?.toISOString() ?? null,
      since: friendSince?.toISOString() ?? null,
    }))
    const written = await db.query<Row[]>(WRITE, [enterpriseId, JSON.stringify(rows), now])
    const relink = written.filter((w) => w.tags_differ).map((w) => w.id)
    if (relink.length > 0) await this.tags.ofCustomers(db, enterpriseId, relink)
    return written.map((w) => ({ id: w.id, accountId: w.account_id, providerId: w.provider_id, name: w.name }))
  }
}

const WRITE = `
  with given as materialized (
    select * from json_to_recordset($2::json) as g (id uuid, account uuid, team uuid, provider text, name text, remark text, avatar text,
      kind text, gender smallint, corporation text, tags text[], grams text[], added timestamptz, since timestamptz)
  ), known as materialized (
    select c.* from customer c join given g on c.enterprise_id = $1 and c.account_id = g.account and c.provider_id = g.provider
  ), written as (
    insert into customer as c (id, enterprise_id, team_id, account_id, provider_id, name, remark, avatar_url, kind, gender, corporation,
      provider_tag_ids, grams, added_at, friend_since, listed_at)
    select id, $1, team, account, provider, name, remark, avatar, kind, gender, corporation, tags, grams, added, since, coalesce(added, $3)
    from given order by account, provider
    on conflict (enterprise_id, account_id, provider_id) do update set team_id = excluded.team_id, name = excluded.name,
      remark = excluded.remark, avatar_url = excluded.avatar_url, kind = excluded.kind, gender = excluded.gender,
      corporation = excluded.corporation, provider_tag_ids = excluded.provider_tag_ids, grams = excluded.grams,
      relation = case when excluded.friend_since is null then c.relation else 'friend' end,
      added_at = coalesce(excluded.added_at, c.added_at), friend_since = coalesce(excluded.friend_since, c.friend_since),
      listed_at = coalesce(excluded.added_at, c.listed_at)
    where (c.team_id, c.name, c.remark, c.avatar_url, c.kind, c.gender, c.corporation, c.provider_tag_ids)
        is distinct from (excluded.team_id, excluded.name, excluded.remark, excluded.avatar_url, excluded.kind, excluded.gender,
          excluded.corporation, excluded.provider_tag_ids)
      or coalesce(excluded.added_at, c.added_at) is distinct from c.added_at
      or coalesce(excluded.friend_since, c.friend_since) is distinct from c.friend_since
    returning c.id, c.account_id, c.provider_id, c.name, c.provider_tag_ids
  )
  select w.id, w.account_id, w.provider_id, w.name, w.provider_tag_ids is distinct from coalesce(k.provider_tag_ids, '{}') as tags_differ
  from written w left join known k on k.id = w.id`
