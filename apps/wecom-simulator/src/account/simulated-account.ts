import { PuppetEventLog } from '@miaohui/puppet-protocol/puppet-event-log'
import { buildPopulation, type Population, type SimContact } from '../population/population'
import { Random } from '../random/random'
import type { AccountIdentity, DeferrableEvent, SimFriendship, StoredMessage, WorldRecord } from '../storage/records'
import { isLoggedIn, type LoginSnapshot } from './login-states'
import type { LoginMachine } from './login-machine'

/** One hosted account: who it is, whom it knows, what was said. Changed only by records, so that a restart finds it as it was. */
export class SimulatedAccount {
  readonly accountId: string
  readonly events: PuppetEventLog
  readonly people: Population
  readonly random: Random
  readonly messages = new Map<string, StoredMessage>()
  readonly conversations = new Map<string, StoredMessage[]>()
  readonly friendships = new Map<string, SimFriendship>()
  /** Answers by idempotency key. Kept for good: the promise is at least seven days. */
  readonly outcomes = new Map<string, object>()
  /** Sends that are being carried out now. */
  readonly running = new Map<string, Promise<object>>()
  /** What happened while the account was away; it is told after the next login. */
  deferred: { name: DeferrableEvent; payload: object }[] = []
  /** The last stored login; the machine itself is attached when the world runs. */
  storedLogin: LoginSnapshot | undefined
  proxyUrl = ''
  token: string
  private machine: LoginMachine | undefined
  private addedCustomers = 0
  private readonly populationSize: number

  constructor(
    readonly identity: AccountIdentity,
    seed: string,
  ) {
    this.accountId = identity.accountId
    this.token = identity.token
    this.events = new PuppetEventLog(identity.epoch)
    this.people = buildPopulation({ ...identity, seed, size: identity.population })
    this.populationSize = this.people.contacts.size
    this.random = new Random(seed, identity.accountId, 'life')
  }

  get login(): LoginMachine {
    if (!this.machine) throw new Error('the account is not running yet')
    return this.machine
  }

  attach(machine: LoginMachine): void {
    this.machine = machine
  }

  /** Number of the next customer who is not part of the first population. */
  takeCustomerNumber(): number {
    return this.populationSize + this.addedCustomers++
  }

  /** Mixed mode is decided once per account, so that an account always fails in the same way. */
  get failsLate(): boolean {
    return this.identity.ordinal % 2 === 0
  }

  apply(record: WorldRecord): void {
    switch (record.k) {
      case 'token':
        this.token = record.token
        break
      case 'login':
        this.storedLogin = record.login
        break
      case 'message':
        this.addMessage(record.message)
        break
      case 'recalled': {
        const message = this.messages.get(record.messageId)
        if (message) message.recalled = true
        break
      }
      case 'outcome':
        this.outcomes.set(record.key, record.reply)
        break
      case 'contact':
        this.addContact(record.contact)
        break
      case 'friendship':
        this.friendships.set(record.friendship.id, record.friendship)
        break
      case 'room-joined':
        this.people.rooms.get(record.roomId)?.memberIds.push(...record.ids)
        break
      case 'deferred':
        this.deferred.push({ name: record.name, payload: record.payload })
        break
      case 'deferred-sent':
        this.deferred = []
        break
      default:
    }
  }

  get isOnlineNow(): boolean {
    return isLoggedIn(this.login.state)
  }

  private addMessage(message: StoredMessage): void {
    this.messages.set(message.id, message)
    const conversation = this.conversations.get(message.conversationId)
    if (conversation) conversation.push(message)
    else this.conversations.set(message.conversationId, [message])
    // Several customers of one room operation share its key; the operation stores its own answer.
    if (message.idempotencyKey && message.kind !== 'room-join' && message.kind !== 'room-invite') {
      this.outcomes.set(message.idempotencyKey, { id: message.id })
    }
  }

  private addContact(contact: SimContact): void {
    const known = this.people.contacts.has(contact.id)
    this.people.contacts.set(contact.id, contact)
    if (!known) this.addedCustomers = Math.max(this.addedCustomers, this.people.contacts.size - this.populationSize)
  }
}
