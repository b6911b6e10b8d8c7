import type { Relation } from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { sendMessage, type Message, type SendMessage } from '@miaohui/contracts/messaging/conversation'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { SEND_PRIORITY } from '@miaohui/contracts/messaging/send'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { whenCommitted } from '@miaohui/platform/ambient'
import { clockRev, LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { asMessage, missingParts } from '../sends/domain/content'
import { SendWaker } from '../sends/send-waker'
import { CheckContent } from '../sends/check-content'
import { ConversationViews, type MessageRow } from './conversation-views'

type Chat = {
  account_id: string
  chat_key: string
  send_no: number
  customer_id: string | null
  customer_name: string | null
  relation: Relation | null
}

type Shown = ReturnType<typeof asMessage>

const LAST_TEXT = 200

/** A member answers in the inbox: the message is in the conversation at once, and its state follows. */
@Injectable()
export class SendMessageCommand {
  constructor(
    private readonly units: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly content: CheckContent,
    private readonly views: ConversationViews,
    private readonly waker: SendWaker,
    private readonly live: LivePublisher,
  ) {}

  /** @throws Problem CONTENT_EMPTY, CUSTOMER_UNREACHABLE, NOT_FOUND. */
  async execute(actor: MemberActor, input: SendMessage): Promise<Message> {
    const errors = missingParts(input.content, 'content')
    if (errors.length > 0) throw new Problem(messagingProblems.CONTENT_EMPTY, { errors })
    const { idempotencyKey: key, ...fingerprint } = input
    const { enterpriseId, memberId: principal } = actor
    return this.idempotency.once({ enterpriseId, principal, route: sendMessage.subject, key, fingerprint }, () =>
      this.units.run(enterpriseId, (db) => this.send(db, actor, input)),
    )
  }

  private async send(
    db: EntityManager,
    { enterpriseId, name }: MemberActor,
    { teamId, id, content }: SendMessage,
  ): Promise<Message> {
    await this.content.execute(db, enterpriseId, teamId, [{ content, at: 'content' }])
    const chat = await this.lockChat(db, enterpriseId, teamId, id)
    if (chat.relation !== null && chat.relation !== 'friend')
      throw new Problem(messagingProblems.CUSTOMER_UNREACHABLE, { meta: { relation: chat.relation } })
    const sendId = newId()
    await db.query(
      `insert into send (id, enterprise_id, team_id, account_id, customer_id, chat_key, source, source_id, step_no, seq, priority, content,
         author_name, state, due_at)
       values ($1, $2, $3, $4, $5, $6, 'inbox', $7, $8, $8, $9, $10, $11, 'planned', now())`,
      [
        sendId,
        enterpriseId,
        teamId,
        chat.account_id,
        chat.customer_id,
        chat.chat_key,
        id,
        chat.send_no,
        SEND_PRIORITY.inbox,
        JSON.stringify(content),
        name,
      ],
    )
    const shown = asMessage(content, chat.customer_name ?? '')
    await this.answered(db, enterpriseId, id, chat, shown)
    const [message] = await db.query<MessageRow[]>(
      `insert into message (id, enterprise_id, conversation_id, account_id, direction, kind, text, media_url, material_id, send_id, origin, author_name, at)
       values ($1, $2, $3, $4, 'out', $5, $6, $7, $8, $9, 'inbox', $10, clock_timestamp())
       returning id, direction, kind, text, media_url, material_id, origin, author_name, at, at::text as sort_at, 'planned' as send_state, null as outcome`,
      [
        newId(),
        enterpriseId,
        id,
        chat.account_id,
        shown.kind,
        shown.text,
        content.linkUrl ?? null,
        content.materialId ?? null,
        sendId,
        name,
      ],
    )
    const view = this.views.message(message!)
    this.live.publish(enterpriseId, {
      topic: `team:${teamId}:inbox`,
      type: 'message.changed',
      entity: view.id,
      rev: clockRev(),
      patch: { ...view, conversationId: id },
    })
    const [conversation] = await this.views.byIds(db, enterpriseId, [id])
    if (conversation) this.views.publish(this.live, enterpriseId, teamId, conversation.view)
    whenCommitted(() => this.waker.wake(enterpriseId, [chat.account_id]))
    return view
  }

  /** Locks the conversation, so that messages reach the customer in the order in which they were written. */
  private async lockChat(db: EntityManager, enterpriseId: string, teamId: string, id: string): Promise<Chat> {
    const [chat] = await db.query<Chat[]>(
      `select v.account_id, v.chat_key, v.last_send_no + 1 as send_no, c.id as customer_id, c.name as customer_name, c.relation
       from conversation v left join customer c
         on v.kind = 'private' and c.enterprise_id = $1 and c.account_id = v.account_id and c.provider_id = v.chat_key
       where v.enterprise_id = $1 and v.team_id = $2 and v.id = $3 for update of v`,
      [enterpriseId, teamId, id],
    )
    if (!chat) throw new Problem(commonProblems.NOT_FOUND)
    return chat
  }

  private async answered(db: EntityManager, enterpriseId: string, id: string, chat: Chat, { kind, text }: Shown): Promise<void> {
    await db.query(
      `with answered as (
         update conversation set last_send_no = $3, rev = rev + 1, unread = 0, waiting_since = null, last_at = now(), last_text = $4, last_kind = $5
         where enterprise_id = $1 and id = $2 returning 1
       ) select count(*) from answered`,
      [enterpriseId, id, chat.send_no, (text ?? '').slice(0, LAST_TEXT), kind],
    )
  }
}
