import { newId } from '@miaohui/contracts/kernel/ids'
import { sendsSettled } from '@miaohui/contracts/messaging/events'
import type { SendSource } from '@miaohui/contracts/messaging/send'
import { Outbox } from '@miaohui/persistence/outbox'
import { whenCommitted } from '@miaohui/platform/ambient'
import { clockRev, LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { RecordSent } from '../conversations/record-sent'
import { ChangeRelations } from '../customers/change-relations'
import { relationFromCode } from '../customers/domain/friendship'
import { BroadcastPulse } from './broadcast-pulse'
import { isSettled } from './domain/send-machine'
import { DropSends } from './drop-sends'
import type { ChangedSend } from './send-writer'

const SOPS: readonly SendSource[] = ['answer-sop', 'private-sop', 'group-sop', 'tag-sop']
const MAX_ITEMS = 200

/** Everything that follows from changed sends, in the transaction that changed them: set by set, never row by row. */
@Injectable()
export class AnnounceSends {
  constructor(
    private readonly outbox: Outbox,
    private readonly live: LivePublisher,
    private readonly pulse: BroadcastPulse,
    private readonly relations: ChangeRelations,
    private readonly drop: DropSends,
    private readonly record: RecordSent,
  ) {}

  async execute(db: EntityManager, enterpriseId: string, changed: readonly ChangedSend[]): Promise<void> {
    if (changed.length === 0) return
    await this.customersLost(db, enterpriseId, changed)
    const delivered = changed.filter((s) => s.state === 'delivered' && s.source !== 'inbox')
    if (delivered.length > 0) await this.record.execute(db, enterpriseId, delivered)
    await this.settled(changed)
    await this.shown(db, enterpriseId, changed)
    const broadcasts = new Set(changed.filter((s) => s.source === 'broadcast').map((s) => s.sourceId))
    whenCommitted(() => broadcasts.forEach((id) => this.pulse.beat(enterpriseId, id)))
  }

  /** A refusal that says the customer has left: remembered, and what else is planned for them is dropped. */
  private async customersLost(db: EntityManager, enterpriseId: string, changed: readonly ChangedSend[]): Promise<void> {
    const lost = changed.flatMap((s) => {
      const relation = s.state === 'failed' && s.customerId !== null ? relationFromCode(s.outcome) : undefined
      return relation ? [{ accountId: s.accountId, providerId: s.chatKey, relation }] : []
    })
    if (lost.length === 0) return
    const left = await this.relations.execute(db, enterpriseId, lost)
    const dropped = await this.drop.ofLostCustomers(db, enterpriseId, left)
    if (dropped.length > 0) await this.execute(db, enterpriseId, dropped)
  }

  private async settled(changed: readonly ChangedSend[]): Promise<void> {
    const items = changed
      .filter((s) => isSettled(s.state) && s.customerId !== null && SOPS.includes(s.source))
      .map((s) => ({
        sendId: s.id,
        source: s.source,
        sourceId: s.sourceId,
        stepNo: s.stepNo,
        customerId: s.customerId!,
        state: s.state,
        outcome: s.outcome ?? undefined,
        at: s.updatedAt.toISOString(),
      }))
    for (let i = 0; i < items.length; i += MAX_ITEMS)
      await this.outbox.append(sendsSettled, { aggregate: `sends:${newId()}`, data: { items: items.slice(i, i + MAX_ITEMS) } })
  }

  /** What a person sent shows how far it has come. */
  private async shown(db: EntityManager, enterpriseId: string, changed: readonly ChangedSend[]): Promise<void> {
    const own = new Map(changed.filter((s) => s.source === 'inbox' && s.state !== 'claimed').map((s) => [s.id, s]))
    if (own.size === 0) return
    const messages = await db.query<{ id: string; conversation_id: string; send_id: string }[]>(
      `select id, conversation_id, send_id from message where enterprise_id = $1 and send_id = any($2::uuid[])`,
      [enterpriseId, [...own.keys()]],
    )
    for (const message of messages) {
      const send = own.get(message.send_id)!
      this.live.publish(enterpriseId, {
        topic: `team:${send.teamId}:inbox`,
        type: 'message.changed',
        entity: message.id,
        rev: clockRev(),
        patch: { id: message.id, conversationId: message.conversation_id, sendState: send.state, outcome: send.outcome },
      })
    }
  }
}
