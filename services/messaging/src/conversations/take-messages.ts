import type { MessageReceived } from '@miaohui/contracts/account-hosting/events'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { ChangeRelations, type RelationNews } from '../customers/change-relations'
import { codeOfRelation, relationFromNotice } from '../customers/domain/friendship'
import { DropSends } from '../sends/drop-sends'
import { AnnounceSends } from '../sends/announce-sends'
import { SettleByEvidence, type Refusal } from '../sends/settle-by-evidence'
import { RecordMessages } from './record-messages'

/** What the accounts hear: customers, echoes of our own sends, what was typed on the phone, and notices of WeCom. */
@Injectable()
export class TakeMessages {
  constructor(
    private readonly evidence: SettleByEvidence,
    private readonly relations: ChangeRelations,
    private readonly drop: DropSends,
    private readonly announce: AnnounceSends,
    private readonly record: RecordMessages,
  ) {}

  async execute(db: EntityManager, enterpriseId: string, batch: readonly MessageReceived[]): Promise<void> {
    const ours = await this.echoes(db, enterpriseId, batch)
    await this.notices(db, enterpriseId, batch)
    const foreign = batch.filter((m) => !ours.has(m.providerMessageId))
    await this.customersSpoke(db, enterpriseId, foreign)
    await this.record.execute(
      db,
      enterpriseId,
      foreign.map((m) => ({
        accountId: m.accountId,
        teamId: m.teamId,
        chatKey: m.conversationId,
        chatKind: m.conversationKind,
        direction: m.self ? 'out' : 'in',
        kind: m.kind,
        text: m.text ?? null,
        mediaUrl: m.mediaUrl ?? null,
        materialId: null,
        sendId: null,
        providerMessageId: m.providerMessageId,
        origin: m.self && m.kind !== 'system' ? 'phone' : null,
        authorName: null,
        at: new Date(m.at),
        answers: m.self && m.kind !== 'system',
      })),
    )
  }

  private async echoes(db: EntityManager, enterpriseId: string, batch: readonly MessageReceived[]): Promise<Map<string, string>> {
    const own = batch.filter((m) => m.self && m.kind !== 'system')
    const ours = await this.evidence.ofEchoes(
      db,
      enterpriseId,
      own.map((m) => ({
        accountId: m.accountId,
        chatKey: m.conversationId,
        providerMessageId: m.providerMessageId,
        sendId: m.sendId,
      })),
    )
    if (ours.size > 0)
      await db.query(
        `with named as (
           update message m set provider_message_id = g.message from unnest($2::uuid[], $3::text[]) as g (send, message)
           where m.enterprise_id = $1 and m.send_id = g.send and m.provider_message_id is null returning 1
         ) select count(*) from named`,
        [enterpriseId, [...ours.values()], [...ours.keys()]],
      )
    return ours
  }

  /** 「…拒收了」: the customer has left, and the last thing that was sent did not arrive. */
  private async notices(db: EntityManager, enterpriseId: string, batch: readonly MessageReceived[]): Promise<void> {
    const refusals: Refusal[] = []
    const news: RelationNews[] = []
    for (const m of batch) {
      if (m.kind !== 'system' || m.conversationKind !== 'private') continue
      const relation = relationFromNotice(m.text ?? '')
      if (!relation) continue
      refusals.push({ accountId: m.accountId, chatKey: m.conversationId, code: codeOfRelation(relation), at: new Date(m.at) })
      news.push({ accountId: m.accountId, providerId: m.conversationId, relation })
    }
    await this.evidence.ofRefusals(db, enterpriseId, refusals)
    await this.changed(db, enterpriseId, news)
  }

  /** Whoever writes is a friend, whatever was concluded before. */
  private async customersSpoke(db: EntityManager, enterpriseId: string, foreign: readonly MessageReceived[]): Promise<void> {
    const spoken = foreign.filter((m) => m.conversationKind === 'private' && m.kind !== 'system' && !m.self)
    if (spoken.length === 0) return
    await this.changed(
      db,
      enterpriseId,
      spoken.map((m) => ({ accountId: m.accountId, providerId: m.conversationId, relation: 'friend' as const })),
    )
  }

  private async changed(db: EntityManager, enterpriseId: string, news: readonly RelationNews[]): Promise<void> {
    const changed = await this.relations.execute(db, enterpriseId, news)
    await this.announce.execute(db, enterpriseId, await this.drop.ofLostCustomers(db, enterpriseId, changed))
  }
}
