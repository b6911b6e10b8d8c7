import type { MessageKind } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { groupBy } from '@miaohui/platform/group-by'
import { clockRev, LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { ConversationViews, type MessageRow } from './conversation-views'
import { changeOf } from './domain/waiting'

export type GivenMessage = {
  accountId: string
  teamId: string
  chatKey: string
  chatKind: 'private' | 'room'
  direction: 'in' | 'out'
  kind: MessageKind
  text: string | null
  mediaUrl: string | null
  materialId: string | null
  sendId: string | null
  providerMessageId: string | null
  origin: string | null
  authorName: string | null
  at: Date
  answers: boolean
}

type Written = MessageRow & { conversation_id: string }

const LAST_TEXT = 200

/** Puts messages into their conversations, which are made when there are none. A message that is there already changes nothing. */
@Injectable()
export class RecordMessages {
  constructor(
    private readonly views: ConversationViews,
    private readonly live: LivePublisher,
  ) {}

  /** `quiet`: no live notices (mass-sends would flood every open inbox). */
  async execute(db: EntityManager, enterpriseId: string, given: readonly GivenMessage[], quiet = false): Promise<void> {
    if (given.length === 0) return
    const rows = given.map((message) => ({ ...message, id: newId(), conversation: newId() }))
    const json = JSON.stringify(rows)
    await db.query(OPEN, [enterpriseId, json])
    const written = await db.query<Written[]>(INSERT, [enterpriseId, json])
    const byId = new Map(rows.map((r) => [r.id, r]))
    const touched = [...groupBy(written, (m) => m.conversation_id)].map(([id, messages]) => {
      const spoken = messages.map((m) => byId.get(m.id)!)
      const last = spoken.reduce((a, b) => (b.at >= a.at ? b : a))
      const { unread, answered, waitsFrom } = changeOf(spoken)
      return {
        id,
        unread,
        answered,
        waitsFrom: last.chatKind === 'room' ? null : waitsFrom,
        lastText: (last.text ?? '').slice(0, LAST_TEXT),
        lastKind: last.kind,
        lastAt: last.at,
      }
    })
    if (touched.length === 0) return
    await db.query(TOUCH, [enterpriseId, JSON.stringify(touched)])
    if (!quiet) await this.show(db, enterpriseId, written)
  }

  private async show(db: EntityManager, enterpriseId: string, written: readonly Written[]): Promise<void> {
    const conversations = await this.views.byIds(db, enterpriseId, [...new Set(written.map((m) => m.conversation_id))])
    for (const { view, teamId } of conversations) this.views.publish(this.live, enterpriseId, teamId, view)
    const teams = new Map(conversations.map((c) => [c.view.id, c.teamId]))
    for (const message of written) {
      const teamId = teams.get(message.conversation_id)
      if (!teamId) continue
      this.live.publish(enterpriseId, {
        topic: `team:${teamId}:inbox`,
        type: 'message.changed',
        entity: message.id,
        rev: clockRev(),
        patch: { ...this.views.message(message), conversationId: message.conversation_id },
      })
    }
  }
}

const GIVEN = `
  g as materialized (
    select * from json_to_recordset($2::json) as g (id uuid, conversation uuid, "accountId" uuid, "teamId" uuid, "chatKey" text, "chatKind" text,
      direction text, kind text, text text, "mediaUrl" text, "materialId" uuid, "sendId" uuid, "providerMessageId" text, origin text,
      "authorName" text, at timestamptz)
  )`

const OPEN = `
  with ${GIVEN}
  insert into conversation (id, enterprise_id, team_id, account_id, kind, chat_key, last_at)
  select distinct on ("accountId", "chatKey") conversation, $1, "teamId", "accountId", "chatKind", "chatKey", at from g
  order by "accountId", "chatKey", at on conflict do nothing`

const INSERT = `
  with ${GIVEN}
  insert into message (id, enterprise_id, conversation_id, account_id, direction, kind, text, media_url, material_id, send_id,
    provider_message_id, origin, author_name, at)
  select g.id, $1, v.id, g."accountId", g.direction, g.kind, g.text, g."mediaUrl", g."materialId", g."sendId", g."providerMessageId",
    g.origin, g."authorName", g.at
  from g join conversation v on v.enterprise_id = $1 and v.account_id = g."accountId" and v.chat_key = g."chatKey"
  order by g.id on conflict do nothing
  returning id, conversation_id, direction, kind, text, media_url, material_id, send_id, origin, author_name, at, at::text as sort_at,
    null as send_state, null as outcome`

const TOUCH = `
  with g as materialized (
    select * from json_to_recordset($2::json) as g (id uuid, unread int, answered boolean, "waitsFrom" timestamptz, "lastText" text, "lastKind" text,
      "lastAt" timestamptz)
  ), locked as materialized (
    select v.id from conversation v join g on g.id = v.id where v.enterprise_id = $1 order by v.id for update of v
  ), touched as (
    update conversation v set
      unread = case when g.answered then 0 else v.unread end + g.unread,
      waiting_since = case when g.answered then g."waitsFrom" else coalesce(v.waiting_since, g."waitsFrom") end,
      last_text = case when g."lastAt" >= v.last_at then g."lastText" else v.last_text end,
      last_kind = case when g."lastAt" >= v.last_at then g."lastKind" else v.last_kind end,
      last_at = greatest(v.last_at, g."lastAt"), rev = v.rev + 1
    from g join locked on locked.id = g.id where v.id = g.id returning 1
  ) select count(*) from touched`
