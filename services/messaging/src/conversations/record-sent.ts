import type { Content } from '@miaohui/contracts/messaging/content'
import { groupBy } from '@miaohui/platform/group-by'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { asMessage } from '../sends/domain/content'
import type { ChangedSend } from '../sends/send-writer'
import { RecordMessages, type GivenMessage } from './record-messages'

type Row = {
  id: string
  content: Content | null
  name: string | null
  room_name: string | null
  provider_message_id: string | null
  handed_at: Date | null
  author_name: string | null
}

/** Sends that nobody typed (broadcasts, SOPs) enter the conversation when the customer has them. */
@Injectable()
export class RecordSent {
  constructor(private readonly messages: RecordMessages) {}

  async execute(db: EntityManager, enterpriseId: string, sends: readonly ChangedSend[]): Promise<void> {
    const rows = await db.query<Row[]>(
      `select s.id, coalesce(s.content, b.messages -> s.step_no) as content, c.name, r.name as room_name, s.provider_message_id, s.handed_at, s.author_name
       from send s left join customer c on c.enterprise_id = $1 and c.id = s.customer_id
       left join room r on r.enterprise_id = $1 and r.id = s.room_id
       left join broadcast b on s.source = 'broadcast' and b.enterprise_id = $1 and b.id = s.source_id
       where s.enterprise_id = $1 and s.id = any($2::uuid[])`,
      [enterpriseId, sends.map((s) => s.id)],
    )
    const details = new Map(rows.map((r) => [r.id, r]))
    const messages = sends.flatMap((send) => {
      const row = details.get(send.id)
      return row?.content ? [{ send, message: this.message(send, row, row.content) }] : []
    })
    const byNoise = groupBy(messages, ({ send }) => send.source === 'broadcast')
    for (const [quiet, part] of byNoise)
      await this.messages.execute(
        db,
        enterpriseId,
        part.map((m) => m.message),
        quiet,
      )
  }

  private message(send: ChangedSend, row: Row, content: Content): GivenMessage {
    const shown = asMessage(content, row.name ?? '')
    return {
      accountId: send.accountId,
      teamId: send.teamId,
      chatKey: send.chatKey,
      chatKind: send.customerId ? 'private' : 'room',
      direction: 'out',
      kind: shown.kind,
      text: content.kind === 'room-invite' ? row.room_name : shown.text,
      mediaUrl: content.kind === 'link' ? (content.linkUrl ?? null) : null,
      materialId: content.materialId ?? null,
      sendId: send.id,
      providerMessageId: row.provider_message_id,
      origin: send.source,
      authorName: row.author_name,
      at: row.handed_at ?? send.updatedAt,
      answers: send.source === 'open-api',
    }
  }
}
