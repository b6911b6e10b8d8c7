import type { Effect, ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import type { ContactRecord, RoomRecord, TagRecord } from '@miaohui/contracts/account-hosting/events'
import type { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import type { AccountLink, EventSink, Position, SendOutcome } from '../hosting-provider'
import { contactsOf, roomsOf, tagsOf } from './puppet-reading'
import { sendEffect } from './puppet-sending'
import { PuppetSignals, type SkippedEvent } from './puppet-signals'
import { RecentSends } from './recent-sends'

const SIGN_IN_DEADLINE = { deadlineMs: 8_000 }
const BACKOFF = { minMs: 250, maxMs: 10_000 }

export class PuppetLink implements AccountLink {
  private selfId = ''
  private readonly sends = new RecentSends()

  constructor(
    private readonly client: PuppetClient,
    readonly providerClass: ProviderClass,
    private readonly skipped: SkippedEvent,
  ) {}

  async start(): Promise<void> {
    await this.client.call('Start', {}, SIGN_IN_DEADLINE)
  }

  async stop(): Promise<void> {
    await this.client.call('Stop', {}, SIGN_IN_DEADLINE)
  }

  async logout(): Promise<void> {
    await this.client.call('Logout', {}, SIGN_IN_DEADLINE)
  }

  refreshQr(): Promise<void> {
    return this.client.refreshQrCode(SIGN_IN_DEADLINE)
  }

  async enterVerifyCode(promptId: string, code: string): Promise<void> {
    await this.client.call('EnterVerifyCode', { id: promptId, code }, SIGN_IN_DEADLINE)
  }

  async currentUser(): Promise<string | null> {
    const { userId } = await this.client.call('CurrentUser', {}, SIGN_IN_DEADLINE)
    if (userId !== '') this.selfId = userId
    return userId === '' ? null : userId
  }

  async contactIds(): Promise<string[]> {
    return (await this.client.call('ContactList', {}, { deadlineMs: 30_000 })).ids
  }

  contacts(ids: string[]): Promise<ContactRecord[]> {
    return contactsOf(this.client, ids)
  }

  async roomIds(): Promise<string[]> {
    return (await this.client.call('RoomList', {}, { deadlineMs: 30_000 })).ids
  }

  async rooms(ids: string[]): Promise<RoomRecord[]> {
    if (this.selfId === '') await this.currentUser()
    return roomsOf(this.client, ids, this.selfId)
  }

  tags(): Promise<TagRecord[]> {
    return tagsOf(this.client)
  }

  send(
    to: string,
    effect: Effect,
    { sendId, deadlineMs, signal }: { sendId: string; deadlineMs: number; signal?: AbortSignal },
  ): Promise<SendOutcome> {
    return this.sends.during(async () => {
      const result = await sendEffect(this.client, to, effect, { idempotencyKey: sendId, deadlineMs, signal })
      if (result.outcome === 'accepted' && result.providerMessageId)
        this.sends.remember(result.providerMessageId, to, effect, sendId)
      return result
    })
  }

  openEvents(from: Position & { selfId: string | null }, sink: EventSink): { close: () => void } {
    this.selfId = from.selfId ?? ''
    const signals = new PuppetSignals(this.client, this.sends, this.skipped)
    return this.client.openEvents({
      resume: { seq: from.seq, epoch: from.epoch ?? undefined, selfId: from.selfId ?? undefined },
      backoff: BACKOFF,
      onEvents: async (events) => {
        const last = events.at(-1)
        if (!last) return
        const login = events.findLast((event) => event.name === 'LOGIN')
        if (login?.name === 'LOGIN') this.selfId = login.payload.contactId
        await sink.onSignals(await signals.read(events, this.selfId), { seq: last.seq, epoch: last.epoch ?? null })
      },
      onConnected: ({ lostEvents }) => sink.onConnected({ lostEvents }),
      onDisconnected: (error) => sink.onDisconnected(error),
      onReplaced: () => sink.onReplaced(),
    })
  }
}
