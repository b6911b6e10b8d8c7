import type { Region, Scheme } from '@miaohui/contracts/account-hosting/account'
import type { Effect, ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import type { ContactRecord, MessageReceived, Relation, RoomRecord, TagRecord } from '@miaohui/contracts/account-hosting/events'
import type { LoginEvent } from '../accounts/domain/account-machine'

/** Who is signed in. `corpId` is empty when the provider does not tell. */
export type Profile = { providerUserId: string; corpId: string; name: string; avatarUrl: string | null }

type AccountIds = 'accountId' | 'teamId'
/** What a provider reports of an account, in the order it happened. */
export type Signal =
  | { kind: 'login'; event: LoginEvent; profile?: Profile }
  | { kind: 'contact-added'; contact: ContactRecord; hello?: string; at: string }
  | { kind: 'contact-changed'; contact: ContactRecord }
  | { kind: 'relation-changed'; providerId: string; relation: Relation }
  | { kind: 'room-changed'; room: RoomRecord }
  | { kind: 'tags-changed'; tags: TagRecord[] }
  | { kind: 'room-joined'; roomProviderId: string; memberProviderIds: string[] }
  | { kind: 'message'; message: Omit<MessageReceived, AccountIds> }

/** A signal with the number of its event; 0 for a provider that keeps no log, and for what we notice ourselves. */
export type NumberedSignal = Signal & { seq: number }

/** Where we are in the account's event log at the provider. A log with another epoch starts again at 1. */
export type Position = { seq: number; epoch: string | null }

export type EventSink = {
  /** May be called again with signals that were taken in already; `position` is that of the last of them. */
  onSignals: (signals: NumberedSignal[], position: Position) => Promise<void>
  /** `lostEvents`: something happened that nobody will tell; everything must be read anew. */
  onConnected: (info: { lostEvents: boolean }) => void
  onDisconnected: (error: Error) => void
  /** Somebody else reads the events now. */
  onReplaced: () => void
}

export type SendOutcome =
  | { outcome: 'accepted'; providerMessageId?: string }
  | { outcome: 'refused' | 'ambiguous'; code: string }
  | { outcome: 'later'; code: string; retryAfterMs?: number }

/** One hosted account at its provider. Every method but `send` throws ProviderError. */
export interface AccountLink {
  readonly providerClass: ProviderClass
  start(): Promise<void>
  /** Ends the connection; the session lives on, so that the next start needs no QR code. */
  stop(): Promise<void>
  /** Ends the session itself. */
  logout(): Promise<void>
  refreshQr(): Promise<void>
  enterVerifyCode(promptId: string, code: string): Promise<void>
  /** Null while nobody is signed in. */
  currentUser(): Promise<string | null>
  contactIds(): Promise<string[]>
  /** At most 100 ids; those that are no friends, or gone, are missing from the answer. */
  contacts(ids: string[]): Promise<ContactRecord[]>
  roomIds(): Promise<string[]>
  /** Rooms that are gone are missing from the answer. */
  rooms(ids: string[]): Promise<RoomRecord[]>
  tags(): Promise<TagRecord[]>
  /** Hands one effect over, once. Never throws: what went wrong is the outcome. */
  send(to: string, effect: Effect, o: { sendId: string; deadlineMs: number; signal?: AbortSignal }): Promise<SendOutcome>
  /** Opens the event stream, which reconnects by itself until it is closed. */
  openEvents(from: Position & { selfId: string | null }, sink: EventSink): { close: () => void }
}

export type HostedPlace = { accountId: string; worker: string; scheme: Scheme; region: Region }

/** Where accounts are hosted. Free of frameworks: one adapter per kind of provider. */
export interface HostingProvider {
  readonly options: readonly { scheme: Scheme; regions: readonly Region[] }[]
  /** Worker for a new account; null when none offers the scheme in the region. */
  choose(scheme: Scheme, region: Region, accountsOf: ReadonlyMap<string, number>): string | null
  /** May be repeated. @throws ProviderError */
  provision(place: HostedPlace): Promise<{ handle: string }>
  /** Succeeds for an account that is not there. @throws ProviderError */
  deprovision(place: Pick<HostedPlace, 'accountId' | 'worker'>): Promise<void>
  link(place: Pick<HostedPlace, 'accountId' | 'worker'>): AccountLink
  close(): void
}

/** Injection token of the provider. */
export const HOSTING_PROVIDER = Symbol('hosting provider')
