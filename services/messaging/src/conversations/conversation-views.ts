import type { MessageKind, Relation } from '@miaohui/contracts/account-hosting/events'
import type { Conversation, Message } from '@miaohui/contracts/messaging/conversation'
import type { SendState } from '@miaohui/contracts/messaging/send'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { LINK_LIFE, MaterialLinks } from '../materials/material-links'

export type ConversationRow = {
  id: string
  team_id: string
  kind: 'private' | 'room'
  account_id: string
  account_name: string | null
  customer_id: string | null
  title: string
  avatar_url: string | null
  relation: Relation | null
  last_text: string
  last_kind: MessageKind
  last_at: Date
  sort_at: string
  unread: number
  waiting_since: Date | null
  rev: number
}

export type MessageRow = {
  id: string
  direction: 'in' | 'out'
  kind: MessageKind
  text: string | null
  media_url: string | null
  material_id: string | null
  send_state: SendState | null
  outcome: string | null
  origin: string | null
  author_name: string | null
  at: Date
  sort_at: string
}

/** Select list and joins for conversations `v`; customer and room are found by their WeCom id, so whichever is known first is fine. */
export const CONVERSATION = {
  columns: `v.id, v.team_id, v.kind, v.account_id, a.name as account_name, c.id as customer_id,
    coalesce(nullif(c.remark, ''), c.name, r.name, v.chat_key) as title, c.avatar_url, c.relation, v.last_text, v.last_kind, v.last_at,
    v.last_at::text as sort_at, v.unread, v.waiting_since, v.rev`,
  joins: `left join hosted_account a on a.enterprise_id = v.enterprise_id and a.id = v.account_id
    left join customer c on v.kind = 'private' and c.enterprise_id = v.enterprise_id and c.account_id = v.account_id and c.provider_id = v.chat_key
    left join room r on v.kind = 'room' and r.enterprise_id = v.enterprise_id and r.account_id = v.account_id and r.provider_id = v.chat_key`,
}

@Injectable()
export class ConversationViews {
  constructor(private readonly links: MaterialLinks) {}

  async byIds(
    db: EntityManager,
    enterpriseId: string,
    ids: readonly string[],
  ): Promise<{ view: Conversation; teamId: string }[]> {
    const rows = await db.query<ConversationRow[]>(
      `select ${CONVERSATION.columns} from conversation v ${CONVERSATION.joins} where v.enterprise_id = $1 and v.id = any($2::uuid[])`,
      [enterpriseId, ids],
    )
    return rows.map((row) => ({ view: this.conversation(row), teamId: row.team_id }))
  }

  conversation(row: ConversationRow): Conversation {
    return {
      id: row.id,
      kind: row.kind,
      accountId: row.account_id,
      accountName: row.account_name,
      customerId: row.customer_id,
      title: row.title,
      avatarUrl: row.avatar_url,
      relation: row.relation,
      lastText: row.last_text,
      lastKind: row.last_kind,
      lastAt: row.last_at.toISOString(),
      unread: row.unread,
      waitingSince: row.waiting_since?.toISOString() ?? null,
      rev: row.rev,
    }
  }

  message(row: MessageRow): Message {
    return {
      id: row.id,
      direction: row.direction,
      kind: row.kind,
      text: row.text,
      mediaUrl: row.material_id ? this.links.sign(row.material_id, new Date(), LINK_LIFE.console) : row.media_url,
      sendState: row.send_state,
      outcome: row.outcome,
      origin: row.origin,
      authorName: row.author_name,
      at: row.at.toISOString(),
    }
  }

  publish(live: LivePublisher, enterpriseId: string, teamId: string, view: Conversation): void {
    live.publish(enterpriseId, {
      topic: `team:${teamId}:inbox`,
      type: 'conversation.changed',
      entity: view.id,
      rev: view.rev,
      patch: { ...view },
    })
  }
}
