import type { HandOverItem, ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import type { Relation } from '@miaohui/contracts/account-hosting/events'
import type { BroadcastState } from '@miaohui/contracts/messaging/broadcast'
import type { Content } from '@miaohui/contracts/messaging/content'
import type { SendSource } from '@miaohui/contracts/messaging/send'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { codeOfRelation } from '../customers/domain/friendship'
import { LINK_LIFE, MaterialLinks } from '../materials/material-links'
import { MessagingConfig } from '../messaging-config'
import { chooseRoom, type RoomOption } from '../rooms/domain/choose-room'
import { AnnounceSends } from './announce-sends'
import type { ClaimedSend } from './claim-sends'
import { missingParts, toEffect } from './domain/content'
import { transition, type SendEvent, type SendFacts } from './domain/send-machine'
import { SendWriter, type SendChange } from './send-writer'

/** A send whose hand-over is committed: from here on somebody must find out what became of it. */
export type HandedSend = { item: HandOverItem; facts: SendFacts; epoch: number; kind: Content['kind']; roomId?: string }

type Loaded = {
  id: string
  epoch: number
  attempt: number
  ever_handed: boolean
  in_doubt: boolean
  created_at: Date
  account_id: string
  chat_key: string
  source: SendSource
  content: Content
  connected: boolean
  provider_class: ProviderClass
  customer_name: string | null
  relation: Relation | null
  broadcast_state: BroadcastState | null
}
type Media = Map<string, { name: string }>
type Rooms = Map<string, RoomOption[]>
type Decision = { event: SendEvent; item?: HandOverItem; roomId?: string }

const LOAD = `
  select s.id, s.epoch, s.attempt, s.ever_handed, s.in_doubt, s.created_at, s.account_id, s.chat_key, s.source,
    coalesce(s.content, b.messages -> s.step_no) as content, a.connected, a.provider_class, c.name as customer_name, c.relation,
    b.state as broadcast_state
  from unnest($2::uuid[], $3::int[]) as g (id, epoch)
  join send s on s.enterprise_id = $1 and s.id = g.id and s.epoch = g.epoch and s.state = 'claimed'
  join hosted_account a on a.enterprise_id = $1 and a.id = s.account_id
  left join customer c on c.enterprise_id = $1 and c.id = s.customer_id
  left join broadcast b on s.source = 'broadcast' and b.enterprise_id = $1 and b.id = s.source_id`

/** Transition S4: writes down that claimed sends are handed over, before anybody is called. What cannot be sent any more is settled here. */
@Injectable()
export class PrepareHandOver {
  constructor(
    private readonly units: UnitOfWork,
    private readonly writer: SendWriter,
    private readonly announce: AnnounceSends,
    private readonly links: MaterialLinks,
    private readonly config: MessagingConfig,
  ) {}

  async execute(enterpriseId: string, claimed: readonly ClaimedSend[]): Promise<HandedSend[]> {
    return this.units.run(enterpriseId, async (db) => {
      const loaded = await db.query<Loaded[]>(LOAD, [enterpriseId, claimed.map((c) => c.send_id), claimed.map((c) => c.epoch)])
      const media = await this.materials(db, enterpriseId, loaded)
      const rooms = await this.rooms(db, enterpriseId, loaded)
      const now = new Date()
      const changes: SendChange[] = []
      const handed = new Map<string, HandedSend>()
      for (const send of loaded) {
        const { event, item, roomId } = this.decide(send, media, rooms, now)
        const facts = factsOf(send)
        const move = transition(facts, event, now)
        if (!move) continue
        changes.push({ id: send.id, epoch: send.epoch, from: 'claimed', move, providerClass: send.provider_class, roomId })
        if (item)
          handed.set(send.id, {
            item,
            epoch: send.epoch,
            kind: send.content.kind,
            roomId,
            facts: { ...facts, state: 'handed', attempt: move.attempt ?? send.attempt, everHanded: true, inDoubt: true },
          })
      }
      const changed = await this.writer.write(db, enterpriseId, changes, this.config.leaseMs)
      await this.announce.execute(
        db,
        enterpriseId,
        changed.filter((s) => s.state !== 'planned'),
      )
      return changed.flatMap((s) => (s.state === 'handed' ? [handed.get(s.id)!] : []))
    })
  }

  private decide(send: Loaded, media: Media, rooms: Rooms, now: Date): Decision {
    const { content, source, relation } = send
    if (!send.connected || (source === 'broadcast' && send.broadcast_state !== 'running')) return { event: { kind: 'release' } }
    if (relation && relation !== 'friend' && source !== 'inbox')
      return { event: { kind: 'skip', code: codeOfRelation(relation) } }
    if (!content || missingParts(content, '').length > 0) return { event: { kind: 'reject', code: 'CONTENT_EMPTY' } }
    const material = content.materialId === undefined ? undefined : media.get(content.materialId)
    if (content.materialId !== undefined && !material) return { event: { kind: 'reject', code: 'MATERIAL_GONE' } }
    const room = content.kind === 'room-invite' ? chooseRoom(rooms.get(send.id) ?? [], now) : undefined
    if (content.kind === 'room-invite' && !room) return { event: { kind: 'reject', code: 'ROOM_FULL' } }
    const effect = toEffect(content, {
      customerName: send.customer_name ?? '',
      media: material && { name: material.name, url: this.links.sign(content.materialId!, now, LINK_LIFE.worker) },
      roomProviderId: room?.providerId,
    })
    const item = { sendId: send.id, accountId: send.account_id, conversationId: send.chat_key, effect }
    return { event: { kind: 'hand' }, item, roomId: room?.id }
  }

  private async materials(db: EntityManager, enterpriseId: string, sends: readonly Loaded[]): Promise<Media> {
    const ids = [...new Set(sends.flatMap((s) => s.content?.materialId ?? []))]
    if (ids.length === 0) return new Map()
    const rows = await db.query<{ id: string; name: string }[]>(
      `select id, name from material where enterprise_id = $1 and id = any($2::uuid[]) and deleted_at is null`,
      [enterpriseId, ids],
    )
    return new Map(rows.map((r) => [r.id, r]))
  }

  /** The rooms of each invitation as the sending account sees them, in the order of the content. */
  private async rooms(db: EntityManager, enterpriseId: string, sends: readonly Loaded[]): Promise<Rooms> {
    const wanted = sends.flatMap((s) =>
      (s.content?.roomIds ?? []).map((roomId, place) => ({ send: s.id, account: s.account_id, room: roomId, place })),
    )
    if (wanted.length === 0) return new Map()
    const rows = await db.query<(RoomOption & { send: string })[]>(
      `select w.send, own.id, own.provider_id as "providerId", own.member_count as "memberCount", own.external, own.full_until as "fullUntil"
       from json_to_recordset($2::json) as w (send uuid, account uuid, room uuid, place int)
       join room chosen on chosen.enterprise_id = $1 and chosen.id = w.room
       join room own on own.enterprise_id = $1 and own.account_id = w.account and own.provider_id = chosen.provider_id
       order by w.send, w.place`,
      [enterpriseId, JSON.stringify(wanted)],
    )
    const options: Rooms = new Map()
    for (const { send, ...option } of rows) options.set(send, [...(options.get(send) ?? []), option])
    return options
  }
}

function factsOf(send: Loaded): SendFacts {
  return {
    state: 'claimed',
    attempt: send.attempt,
    everHanded: send.ever_handed,
    inDoubt: send.in_doubt,
    providerClass: send.provider_class,
    createdAt: send.created_at,
  }
}
