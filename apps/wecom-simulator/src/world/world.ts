import { createHash, randomUUID } from 'node:crypto'
import type { EventName } from '@miaohui/puppet-protocol/event-types'
import { TokenRegistry } from '@miaohui/puppet-protocol/token-registry'
import { LoginMachine } from '../account/login-machine'
import { SimulatedAccount } from '../account/simulated-account'
import type { KnobName } from '../knobs/knob-values'
import type { KnobStore } from '../knobs/knob-store'
import { ordinalOf, WECOM_TEAM_ID } from '../population/identifiers'
import { notFound } from '../problem'
import type { Journal } from '../storage/journal'
import type { AccountIdentity, DeferrableEvent, StoredMessage, WorldRecord } from '../storage/records'
import type { SimClock } from '../time/sim-clock'
import type { LiveChanges } from './live-changes'

export type InstanceSpec = { accountId: string; token: string; scheme: string; region: string }
type MessageDraft = Omit<StoredMessage, 'id' | 'n' | 't' | 'contentHash' | 'accountId'>

/** All accounts of the simulator and the one way to change them: commit records, which are applied at once and written together. */
export class World {
  readonly accounts = new Map<string, SimulatedAccount>()
  readonly tokens = new TokenRegistry<SimulatedAccount>()
  /** What customers received, in order of `n`. */
  readonly ledger: StoredMessage[] = []
  draining = false
  eventsPublished = 0
  private readonly byOrdinal = new Map<number, SimulatedAccount>()
  private lastMessage = 10_000_000
  private lastOrdinal = 0
  private lastRow = 0
  private journal: Journal | undefined

  constructor(
    readonly seed: string,
    readonly clock: SimClock,
    readonly knobs: KnobStore,
    readonly live: LiveChanges,
    /** Base of the links to avatars and media; known once the HTTP port is. */
    readonly links: { base: string; media: string },
  ) {}

  /** Replays what an earlier process wrote. */
  restore(records: WorldRecord[]): void {
    for (const record of records) this.apply(record, true)
  }

  /** The world comes alive: from here on, changes are written. */
  run(journal: Journal): void {
    this.journal = journal
    for (const account of this.accounts.values()) {
      this.giveLogin(account)
      if (account.storedLogin) account.login.restore(account.storedLogin)
    }
  }

  /** Applies the records now and writes them as one unit. Events among them are published when they are on the disk. */
  commit(records: WorldRecord[]): Promise<void> {
    for (const record of records) this.apply(record, false)
    if (!this.journal) throw new Error('the world is not running')
    const written = this.journal.append(records)
    const events = records.filter((record) => record.k === 'event')
    if (events.length === 0) return written
    return written.then(() => {
      for (const { a, event } of events) {
        this.accounts.get(a)?.events.publish(event)
        this.eventsPublished++
      }
    })
  }

  durable(): Promise<void> {
    return this.journal?.durable() ?? Promise.resolve()
  }

  createInstance(spec: InstanceSpec): SimulatedAccount {
    const known = this.accounts.get(spec.accountId)
    if (known) {
      if (known.token !== spec.token) void this.commit([{ k: 'token', a: spec.accountId, token: spec.token }])
      return known
    }
    const identity: AccountIdentity = {
      ...spec,
      handle: `sim-${spec.accountId}`,
      epoch: randomUUID(),
      ordinal: this.lastOrdinal + 1,
      population: this.knobs.get('population', spec.accountId),
      createdAt: this.clock.now(),
    }
    void this.commit([{ k: 'account', identity }])
    const account = this.account(spec.accountId)
    this.giveLogin(account)
    this.live.phone(spec.accountId)
    return account
  }

  deleteInstance(accountId: string): void {
    const account = this.accounts.get(accountId)
    if (!account) return
    account.login.dispose()
    void this.commit([{ k: 'removed', a: accountId }])
    this.live.phone(accountId)
  }

  account(accountId: string): SimulatedAccount {
    const account = this.accounts.get(accountId)
    if (!account) throw notFound('account', accountId)
    return account
  }

  /** The account that a customer belongs to. */
  accountOfPerson(id: string): SimulatedAccount {
    const account = this.byOrdinal.get(ordinalOf(id) ?? -1)
    if (!account) throw notFound('person', id)
    return account
  }

  event(account: SimulatedAccount, name: EventName, payload: object): WorldRecord {
    return { k: 'event', a: account.accountId, event: account.events.reserve(name, payload) }
  }

  /** The event now, or after the next login when the account is away. */
  eventOrLater(account: SimulatedAccount, name: DeferrableEvent, payload: object): WorldRecord {
    return account.isOnlineNow ? this.event(account, name, payload) : { k: 'deferred', a: account.accountId, name, payload }
  }

  /** Gives a message its id and time, and its place in the ledger when it comes from the account and arrives. */
  message(account: SimulatedAccount, draft: MessageDraft): StoredMessage {
    const arrives = (draft.origin === 'bot' || draft.origin === 'phone') && !draft.refused
    return {
      ...draft,
      id: String(++this.lastMessage),
      n: arrives ? ++this.lastRow : null,
      t: this.clock.now(),
      accountId: account.accountId,
      contentHash: hashOf(draft),
    }
  }

  avatarOf(id: string): string {
    return `${this.links.base}/avatars/${encodeURIComponent(id)}.svg`
  }

  knob<K extends KnobName>(name: K, account: SimulatedAccount) {
    return this.knobs.get(name, account.accountId)
  }

  /** Forgets everything, on the disk as well. */
  async clear(): Promise<void> {
    for (const account of this.accounts.values()) account.login.dispose()
    for (const accountId of [...this.accounts.keys()]) this.apply({ k: 'removed', a: accountId }, false)
    this.ledger.length = this.lastRow = 0
    await this.journal?.clear()
    this.knobs.reset()
    this.live.ledgerGrew(0)
  }

  private apply(record: WorldRecord, restoring: boolean): void {
    if (record.k === 'account') return this.addAccount(new SimulatedAccount(record.identity, this.seed))
    const account = this.accounts.get(record.a)
    if (!account) return
    switch (record.k) {
      case 'removed':
        this.accounts.delete(record.a)
        this.byOrdinal.delete(account.identity.ordinal)
        this.tokens.delete(account.token)
        return
      case 'token':
        this.tokens.delete(account.token)
        this.tokens.set(record.token, account)
        break
      case 'event':
        if (restoring) account.events.restore(record.event)
        return
      case 'message':
        this.addMessage(record.message)
        break
      case 'login':
        this.live.phone(record.a)
        break
      case 'contact':
        this.live.people(record.a)
        break
      default:
    }
    account.apply(record)
  }

  private addAccount(account: SimulatedAccount): void {
    this.accounts.set(account.accountId, account)
    this.byOrdinal.set(account.identity.ordinal, account)
    // Numbers of deleted accounts are not used again: their customers are still in the ledger.
    this.lastOrdinal = Math.max(this.lastOrdinal, account.identity.ordinal)
    this.tokens.set(account.token, account)
  }

  private addMessage(message: StoredMessage): void {
    this.lastMessage = Math.max(this.lastMessage, Number(message.id))
    if (message.n !== null) {
      this.lastRow = Math.max(this.lastRow, message.n)
      this.ledger.push(message)
      this.live.ledgerGrew(message.n)
    }
    this.live.conversation(message.accountId, message.conversationId)
  }

  private giveLogin(account: SimulatedAccount): void {
    const { accountId } = account
    const login = new LoginMachine({
      accountId,
      selfId: account.people.selfId,
      selfName: account.people.selfName,
      avatar: this.avatarOf(account.people.selfId),
      clock: this.clock,
      random: account.random,
      knob: (name) => this.knobs.get(name, accountId),
      awayFromHome: () => {
        const phone = this.knobs.get('phoneRegion', accountId)
        return phone !== '' && phone !== account.identity.region
      },
      contactCount: () => account.people.contacts.size,
      emit: (name, payload) => void this.commit([this.event(account, name, payload)]),
      announce: (text, extra) => this.announce(account, text, extra),
      save: (snapshot) => void this.commit([{ k: 'login', a: accountId, login: snapshot }]),
      onReady: () => this.tellDeferred(account),
    })
    account.attach(login)
  }

  private announce(account: SimulatedAccount, text: string, extra: object): void {
    const message = this.message(account, {
      conversationId: WECOM_TEAM_ID,
      kind: 'system',
      talkerId: WECOM_TEAM_ID,
      text,
      origin: 'system',
      extra: JSON.stringify(extra),
    })
    const { accountId: a } = account
    void this.commit([{ k: 'message', a, message }, this.event(account, 'MESSAGE', { messageId: message.id })])
  }

  private tellDeferred(account: SimulatedAccount): void {
    if (account.deferred.length === 0) return
    const events = account.deferred.map(({ name, payload }) => this.event(account, name, payload))
    void this.commit([...events, { k: 'deferred-sent', a: account.accountId }])
  }
}

/** Two messages with the same hash look the same on a phone. */
export function hashOf(content: Pick<StoredMessage, 'kind' | 'text' | 'media' | 'link' | 'miniProgram'>): string {
  const { kind, text, media, link, miniProgram } = content
  const detail = media?.id ?? link?.url ?? (miniProgram ? miniProgram.appid + miniProgram.pagePath : '')
  return createHash('sha256')
    .update(`${kind}\n${text.trim().replace(/\s+/g, ' ')}\n${detail}`)
    .digest('hex')
    .slice(0, 32)
}
