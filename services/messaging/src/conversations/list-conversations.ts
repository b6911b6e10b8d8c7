import type { Page } from '@miaohui/contracts/kernel/page'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Conversation, ListConversations, ListMessages, Message } from '@miaohui/contracts/messaging/conversation'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { CONVERSATION, ConversationViews, type ConversationRow, type MessageRow } from './conversation-views'

@Injectable()
export class ListConversationsQuery {
  constructor(
    private readonly units: UnitOfWork,
    private readonly views: ConversationViews,
  ) {}

  /** Newest first. */
  async execute(enterpriseId: string, input: ListConversations): Promise<Page<Conversation>> {
    const page = await keysetPage<ConversationRow>(input, {
      parts: 2,
      key: (row) => [row.sort_at, row.id],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, (db) =>
          db.query<ConversationRow[]>(
            `with v as materialized (
               select * from conversation v where v.enterprise_id = $1 and v.team_id = $2 and ($3::uuid is null or v.account_id = $3)
                 ${input.waiting ? 'and v.waiting_since is not null' : ''}
                 and ($4::timestamptz is null or (v.last_at, v.id) < ($4, $5::uuid))
               order by v.last_at desc, v.id desc limit $6
             )
             select ${CONVERSATION.columns} from v ${CONVERSATION.joins} order by v.last_at desc, v.id desc`,
            [enterpriseId, input.teamId, input.accountId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
          ),
        ),
    })
    return { ...page, items: page.items.map((row) => this.views.conversation(row)) }
  }

  /** @throws Problem NOT_FOUND. */
  async one(enterpriseId: string, teamId: string, id: string): Promise<Conversation> {
    const [found] = await this.units.run(enterpriseId, (db) => this.views.byIds(db, enterpriseId, [id]))
    if (found?.teamId !== teamId) throw new Problem(commonProblems.NOT_FOUND)
    return found.view
  }

  /** Newest first. @throws Problem NOT_FOUND for a conversation that is not the team's. */
  async messages(enterpriseId: string, input: ListMessages): Promise<Page<Message>> {
    await this.one(enterpriseId, input.teamId, input.id)
    const page = await keysetPage<MessageRow>(input, {
      parts: 2,
      key: (row) => [row.sort_at, row.id],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, (db) =>
          db.query<MessageRow[]>(
            `select m.id, m.direction, m.kind, m.text, m.media_url, m.material_id, m.origin, m.author_name, m.at, m.at::text as sort_at,
               s.state as send_state, s.outcome_code as outcome
             from message m left join send s on s.enterprise_id = $1 and s.id = m.send_id
             where m.enterprise_id = $1 and m.conversation_id = $2 and ($3::timestamptz is null or (m.at, m.id) < ($3, $4::uuid))
             order by m.at desc, m.id desc limit $5`,
            [enterpriseId, input.id, after?.[0] ?? null, after?.[1] ?? null, limit],
          ),
        ),
    })
    return { ...page, items: page.items.map((row) => this.views.message(row)) }
  }
}
