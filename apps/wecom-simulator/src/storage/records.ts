import type { WireEvent } from '@miaohui/puppet-protocol/event-types'
import type { LoginSnapshot } from '../account/login-states'
import type { PopulationSize } from '../knobs/knob-values'
import type { SimContact } from '../population/population'

export type MessageKind =
  'text' | 'image' | 'file' | 'audio' | 'video' | 'link' | 'mini-program' | 'room-join' | 'room-invite' | 'system' | 'recalled'
/** Who wrote it: the hosted account through the product (`bot`), its owner on the phone, a customer, or WeCom itself. */
export type MessageOrigin = 'bot' | 'phone' | 'customer' | 'system'
export type StoredMedia = { id: string; name: string; mime: string; size: number }
export type StoredLink = { title: string; url: string; description: string; thumbnailUrl: string }
export type StoredMiniProgram = {
  appid: string
  title: string
  username: string
  pagePath: string
  description: string
  iconUrl: string
  thumbUrl: string
}

export type StoredMessage = {
  id: string
  /** Number in the ledger; null: no customer's phone shows it as coming from the account. */
  n: number | null
  /** Milliseconds since 1970, simulated time. */
  t: number
  accountId: string
  /** A customer's id, or a room's (`R:…`). */
  conversationId: string
  kind: MessageKind
  talkerId: string
  text: string
  contentHash: string
  origin: MessageOrigin
  idempotencyKey?: string
  mentionIds?: string[]
  media?: StoredMedia
  link?: StoredLink
  miniProgram?: StoredMiniProgram
  /** JSON for `additional_info`. */
  extra?: string
  /** The room of a join or an invitation. */
  roomId?: string
  recalled?: true
  /** Only the account's own chat shows it: the customer's phone refused the message, or it is the notice of that. */
  refused?: true
}

export type AccountIdentity = {
  accountId: string
  handle: string
  epoch: string
  token: string
  scheme: string
  region: string
  /** Part of every id of the account's world. */
  ordinal: number
  population: PopulationSize
  createdAt: number
}
export type SimFriendship = { id: string; contactId: string; type: number; hello: string }

/** Events that a WeCom account is told after its next login when it is away now. */
export type DeferrableEvent = 'MESSAGE' | 'FRIENDSHIP' | 'DIRTY' | 'ROOM_JOIN'

/** What changes the world. Replaying the records in order rebuilds it. */
export type WorldRecord =
  | { k: 'account'; identity: AccountIdentity }
  | { k: 'token'; a: string; token: string }
  | { k: 'removed'; a: string }
  | { k: 'login'; a: string; login: LoginSnapshot }
  | { k: 'event'; a: string; event: WireEvent }
  | { k: 'deferred'; a: string; name: DeferrableEvent; payload: object }
  | { k: 'deferred-sent'; a: string }
  | { k: 'message'; a: string; message: StoredMessage }
  | { k: 'recalled'; a: string; messageId: string }
  | { k: 'outcome'; a: string; key: string; reply: object }
  | { k: 'contact'; a: string; contact: SimContact }
  | { k: 'friendship'; a: string; friendship: SimFriendship }
  | { k: 'room-joined'; a: string; roomId: string; ids: string[] }
