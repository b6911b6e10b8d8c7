import type { ContactRecord } from '@miaohui/contracts/account-hosting/events'
import type { PuppetEvent } from '@miaohui/puppet-protocol/event-types'
import { FriendshipType, MessageType, PayloadType, type MessagePayload } from '@miaohui/puppet-protocol/payloads'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import { mapConcurrently } from '../../shared/map-concurrently'
import type { NumberedSignal, Signal } from '../hosting-provider'
import { codeSignal, offlineReason, scanSignal } from './puppet-login-events'
import { contactRecord, fileBoxUrl, messageInfo, messageReceived, profileOf } from './puppet-records'
import { roomsOf, tagsOf } from './puppet-reading'
import type { RecentSends } from './recent-sends'

/** Payload calls of one account at once. */
const CONCURRENCY = 32
/** A batch that cannot be read so often is read without the events that stand in its way. */
const MAX_TRIES = 5

export type SkippedEvent = (event: PuppetEvent, error: ProviderError) => void

/**
 * Turns frames, which mostly name a record, into signals, which carry it. Records are fetched concurrently and each once per batch; the
 * order of the events is kept.
 */
export class PuppetSignals {
  private batch = { key: '', tries: 0 }

  constructor(
    private readonly client: PuppetClient,
    private readonly sends: RecentSends,
    private readonly skipped: SkippedEvent,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws ProviderError when the worker cannot be asked now: the batch comes again. */
  async read(events: readonly PuppetEvent[], selfId: string): Promise<NumberedSignal[]> {
    const key = `${events[0]?.epoch}:${events[0]?.seq}`
    this.batch = { key, tries: key === this.batch.key ? this.batch.tries + 1 : 1 }
    await this.sends.settle()
    const reader = new BatchReader(this.client, this.sends, selfIn(events, selfId), this.now)
    const read = await mapConcurrently(events, CONCURRENCY, (event) => this.readOne(reader, event))
    return read.flatMap((signals, i) => signals.map((signal) => ({ ...signal, seq: events[i]!.seq })))
  }

  private async readOne(batch: BatchReader, event: PuppetEvent): Promise<Signal[]> {
    try {
      return await batch.read(event)
    } catch (error) {
      // What the worker says no to will not come later. An account that has just gone offline can no longer be asked: waiting for it
      // would keep the very event from us that says so.
      const hopeless = this.batch.tries > MAX_TRIES
      if (error instanceof ProviderError && (error.retry === 'definite' || error.code === 'ACCOUNT_OFFLINE' || hopeless)) {
        this.skipped(event, error)
        return []
      }
      throw error
    }
  }
}

function selfIn(events: readonly PuppetEvent[], selfId: string): string {
  const login = events.findLast((event) => event.name === 'LOGIN')
  return login?.name === 'LOGIN' ? login.payload.contactId : selfId
}

class BatchReader {
  private readonly contacts = new Map<string, Promise<ContactRecord | null>>()
  private readonly rooms = new Map<string, Promise<Signal[]>>()
  private tags: Promise<Signal[]> | undefined

  constructor(
    private readonly client: PuppetClient,
    private readonly sends: RecentSends,
    private readonly selfId: string,
    private readonly now: () => number,
  ) {}

  async read(event: PuppetEvent): Promise<Signal[]> {
    switch (event.name) {
      case 'SCAN':
        return login(scanSignal(event.payload, this.now()))
      case 'VERIFY_CODE':
        return login(codeSignal(event.payload))
      case 'LOGIN': {
        const profile = profileOf(await this.client.call('ContactPayload', { id: event.payload.contactId }))
        return [{ kind: 'login', event: { type: 'signed-in' }, profile }]
      }
      case 'READY':
        return login({ type: 'ready' })
      case 'LOGOUT':
        return login({ type: 'signed-out', reason: offlineReason(event.payload.data) })
      case 'MESSAGE':
        return this.message(event.payload.messageId)
      case 'FRIENDSHIP':
        return this.friendship(event.payload.friendshipId)
      case 'ROOM_JOIN':
        return [{ kind: 'room-joined', roomProviderId: event.payload.roomId, memberProviderIds: event.payload.inviteeIdList }]
      case 'ROOM_LEAVE':
      case 'ROOM_TOPIC':
        return this.room(event.payload.roomId)
      case 'TAG':
      case 'TAG_GROUP':
        return this.allTags()
      case 'DIRTY':
        return this.dirty(event.payload.payloadType, event.payload.payloadId)
      default:
        return []
    }
  }

  private async message(id: string): Promise<Signal[]> {
    const echo = this.sends.echoOf(id, this.selfId)
    if (echo) return [{ kind: 'message', message: echo }]
    const payload = await this.client.call('MessagePayload', { id })
    const { newDeviceCheck, newDeviceVerified } = messageInfo(payload)
    if (newDeviceCheck) return login({ type: 'device-check-asked', deadline: newDeviceCheck.deadline })
    if (newDeviceVerified) return login({ type: 'device-verified' })
    return [{ kind: 'message', message: messageReceived(payload, this.selfId, await this.content(payload)) }]
  }

  private async content({ id, type, talkerId }: MessagePayload): Promise<{ text?: string; mediaUrl?: string }> {
    // The echo of our own send says nothing that the send does not know.
    if (talkerId === this.selfId) return {}
    switch (type) {
      case MessageType.Image:
      case MessageType.Attachment:
      case MessageType.Audio:
      case MessageType.Video:
        return { mediaUrl: fileBoxUrl((await this.client.call('MessageFile', { id })).fileBox) }
      case MessageType.Url: {
        const { urlLink } = await this.client.call('MessageUrl', { id })
        return { text: urlLink?.title, mediaUrl: urlLink?.url }
      }
      default:
        return {}
    }
  }

  private async friendship(id: string): Promise<Signal[]> {
    const { contactId, type, hello } = await this.client.call('FriendshipPayload', { id })
    if (type === FriendshipType.Removed || type === FriendshipType.Delete) {
      return [{ kind: 'relation-changed', providerId: contactId, relation: 'deleted' }]
    }
    if (type !== FriendshipType.Confirm) return []
    const contact = await this.contact(contactId)
    if (!contact) return []
    return [{ kind: 'contact-added', contact, hello: hello.slice(0, 500) || undefined, at: new Date(this.now()).toISOString() }]
  }

  private async dirty(type: number, id: string): Promise<Signal[]> {
    if (type === PayloadType.Contact) {
      if (this.contacts.has(id)) return []
      const contact = await this.contact(id)
      return contact ? [{ kind: 'contact-changed', contact }] : []
    }
    if (type === PayloadType.Room || type === PayloadType.RoomMember) return this.room(id)
    return type === PayloadType.Tag || type === PayloadType.TagGroup ? this.allTags() : []
  }

  private contact(id: string): Promise<ContactRecord | null> {
    const known = this.contacts.get(id)
    if (known) return known
    const read = this.client.call('ContactPayload', { id }).then(contactRecord)
    this.contacts.set(id, read)
    return read
  }

  private room(id: string): Promise<Signal[]> {
    const known = this.rooms.get(id)
    if (known) return Promise.resolve([])
    const read = roomsOf(this.client, [id], this.selfId).then((rooms) =>
      rooms.map((room): Signal => ({ kind: 'room-changed', room })),
    )
    this.rooms.set(id, read)
    return read
  }

  private allTags(): Promise<Signal[]> {
    if (this.tags) return Promise.resolve([])
    this.tags = tagsOf(this.client).then((tags): Signal[] => [{ kind: 'tags-changed', tags }])
    return this.tags
  }
}

function login(event: Extract<Signal, { kind: 'login' }>['event'] | null): Signal[] {
  return event ? [{ kind: 'login', event }] : []
}
