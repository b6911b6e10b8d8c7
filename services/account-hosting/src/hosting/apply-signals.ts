import {
  contactAdded,
  contactRelationChanged,
  contactsListed,
  messageReceived,
  roomMembersJoined,
  roomsListed,
  tagsListed,
  type ContactRecord,
} from '@miaohui/contracts/account-hosting/events'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { AccountStore, type Identity } from '../accounts/account-store'
import type { AccountRow } from '../accounts/account.row'
import type { NumberedSignal, Position, Signal } from '../provider/hosting-provider'
import { beginSync } from '../sync/begin-sync'
import type { StreamLease } from './stream-lease'

type Of<Kind extends Signal['kind']> = Extract<Signal, { kind: Kind }>
const LISTED_AT_ONCE = 200

/** Everything a batch of signals means, in one transaction with the position in the account's event log. */
@Injectable()
export class ApplySignals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly outbox: Outbox,
  ) {}

  /** @returns the account when its login changed. @throws LeaseLost */
  execute(
    account: { id: string; enterprise_id: string; team_id: string },
    lease: StreamLease,
    numbered: readonly NumberedSignal[],
    position: Position | null,
  ): Promise<AccountRow | null> {
    return this.unitOfWork.run(account.enterprise_id, async (db) => {
      let known = 0
      if (position) known = await lease.advance(db, position)
      else await lease.hold(db)
      const signals: Signal[] = numbered.filter(({ seq }) => seq === 0 || seq > known).map(({ seq: _seq, ...signal }) => signal)
      const logins = signals.filter((signal): signal is Of<'login'> => signal.kind === 'login')
      const row = logins.length > 0 ? await this.login(db, account.id, logins) : null
      await this.announce(account, signals)
      return row
    })
  }

  private async login(db: EntityManager, id: string, signals: readonly Of<'login'>[]): Promise<AccountRow> {
    const before = await this.store.lock(db, id)
    const profile = signals.findLast((signal) => signal.profile !== undefined)?.profile
    const identity: Identity | undefined = profile && {
      name: profile.name,
      avatarUrl: profile.avatarUrl,
      providerUserId: profile.providerUserId,
    }
    const events = signals.map((signal) => signal.event)
    const row = await this.store.apply(db, before, events, identity)
    const signedIn = events.some((event) => event.type === 'signed-in') && before.online_since === null && row !== before
    // Contacts, rooms and tags may have changed while the account was away.
    if (signedIn && (row.state === 'syncing' || row.state === 'online')) {
      await beginSync(db, row)
      return this.store.touch(db, id)
    }
    return row
  }

  /** The order of what happened to a customer is kept; messages come last, so that they meet a customer who is known. */
  private async announce(account: { id: string; team_id: string }, signals: readonly Signal[]): Promise<void> {
    const of = { accountId: account.id, teamId: account.team_id }
    for (const run of runsOfKind(signals.filter((signal) => signal.kind !== 'login' && signal.kind !== 'message'))) {
      await this.announceRun(of, run)
    }
    const messages = signals.filter((signal): signal is Of<'message'> => signal.kind === 'message')
    await this.outbox.appendAll(
      messageReceived,
      messages.map(({ message }) => ({
        aggregate: `conversation:${of.accountId}:${message.conversationId}`,
        data: { ...of, ...message },
      })),
    )
  }

  private async announceRun(of: { accountId: string; teamId: string }, run: readonly Signal[]): Promise<void> {
    switch (run[0]?.kind) {
      case 'contact-added':
        return this.outbox.appendAll(
          contactAdded,
          (run as Of<'contact-added'>[]).map(({ kind: _kind, ...data }) => ({
            aggregate: contactAggregate(of.accountId, data.contact.providerId),
            data: { ...of, ...data },
          })),
        )
      case 'contact-changed': {
        const contacts = lastOfEach((run as Of<'contact-changed'>[]).map((signal) => signal.contact))
        for (let i = 0; i < contacts.length; i += LISTED_AT_ONCE) {
          const data = { ...of, contacts: contacts.slice(i, i + LISTED_AT_ONCE) }
          await this.outbox.append(contactsListed, { aggregate: `contacts:${of.accountId}`, data })
        }
        return
      }
      case 'relation-changed':
        return this.outbox.appendAll(
          contactRelationChanged,
          (run as Of<'relation-changed'>[]).map(({ providerId, relation }) => ({
            aggregate: contactAggregate(of.accountId, providerId),
            data: { ...of, providerId, relation },
          })),
        )
      case 'room-changed': {
        const rooms = (run as Of<'room-changed'>[]).map((signal) => signal.room)
        return this.outbox.append(roomsListed, { aggregate: `rooms:${of.accountId}`, data: { ...of, rooms } })
      }
      case 'tags-changed': {
        const tags = (run as Of<'tags-changed'>[]).at(-1)?.tags ?? []
        return this.outbox.append(tagsListed, { aggregate: `tags:${of.accountId}`, data: { ...of, tags } })
      }
      case 'room-joined':
        return this.outbox.appendAll(
          roomMembersJoined,
          (run as Of<'room-joined'>[]).map(({ roomProviderId, memberProviderIds }) => ({
            aggregate: `rooms:${of.accountId}`,
            data: { ...of, roomProviderId, memberProviderIds },
          })),
        )
      default:
    }
  }
}

const contactAggregate = (accountId: string, providerId: string): string => `contact:${accountId}:${providerId}`

function runsOfKind(signals: readonly Signal[]): Signal[][] {
  const runs: Signal[][] = []
  for (const signal of signals) {
    const last = runs.at(-1)
    if (last?.[0]?.kind === signal.kind) last.push(signal)
    else runs.push([signal])
  }
  return runs
}

function lastOfEach(contacts: readonly ContactRecord[]): ContactRecord[] {
  return [...new Map(contacts.map((contact) => [contact.providerId, contact])).values()]
}
