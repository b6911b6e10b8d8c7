import { nameOf } from '../worker/payload-views'
import type { SimulatedAccount } from '../account/simulated-account'
import type { StoredMessage } from '../storage/records'
import type { World } from '../world/world'

/** The one thing that the phone of the account's owner asks for right now. Times in ms since 1970, simulated time. */
export type PhoneCard =
  | { kind: 'scan'; purpose: 'login' | 'verify'; qr: string; expiresAt: number }
  | { kind: 'confirm'; purpose: 'login' | 'verify' }
  | { kind: 'verify-code'; code: string; triesLeft: number; expiresAt: number }
  | { kind: 'new-device'; deadline: number }
  | { kind: 'syncing'; progress: number }
  | { kind: 'none' }

export function phoneSummary(account: SimulatedAccount, world: World) {
  const { identity, login, people } = account
  return {
    accountId: identity.accountId,
    scheme: identity.scheme,
    region: identity.region,
    selfId: people.selfId,
    name: people.selfName,
    avatar: world.avatarOf(people.selfId),
    state: login.state,
    reason: login.reason ?? null,
    trusted: login.trusted,
    contacts: people.contacts.size,
    rooms: people.rooms.size,
    card: cardOf(account, world),
    now: world.clock.now(),
  }
}

function cardOf({ login }: SimulatedAccount, world: World): PhoneCard {
  const { qr, code, sync } = login
  switch (login.state) {
    case 'QR':
    case 'VERIFY_QR':
      return qr ? { kind: 'scan', purpose: qr.purpose, qr: qr.content, expiresAt: qr.expiresAt } : { kind: 'none' }
    case 'SCANNED':
    case 'VERIFY_SCANNED':
      return { kind: 'confirm', purpose: login.state === 'SCANNED' ? 'login' : 'verify' }
    case 'VERIFY_CODE':
      return code
        ? { kind: 'verify-code', code: code.code, triesLeft: code.triesLeft, expiresAt: code.expiresAt }
        : { kind: 'none' }
    case 'NEW_DEVICE_CHECK':
      return { kind: 'new-device', deadline: login.checkDeadline ?? 0 }
    case 'SYNCING': {
      const elapsed = sync ? (world.clock.now() - sync.startedAt) / Math.max(1, sync.durationMs) : 0
      return { kind: 'syncing', progress: Math.min(100, Math.floor(elapsed * 100)) }
    }
    default:
      return { kind: 'none' }
  }
}

/** Conversations with something in them, the latest first. */
export function chats(account: SimulatedAccount, world: World, limit: number) {
  return [...account.conversations.entries()]
    .map(([id, messages]) => ({ id, last: messages.at(-1) }))
    .filter((chat): chat is { id: string; last: StoredMessage } => chat.last !== undefined)
    .sort((a, b) => b.last.t - a.last.t || Number(b.last.id) - Number(a.last.id))
    .slice(0, limit)
    .map(({ id, last }) => ({
      id,
      name: account.people.rooms.get(id)?.topic ?? nameOf(id, account) ?? id,
      avatar: world.avatarOf(id),
      last: messageView(last, account, world),
    }))
}

/** What one of the two sees on his phone: a customer who refuses messages does not see them. */
export function conversation(account: SimulatedAccount, world: World, id: string, viewer: 'account' | 'customer', limit: number) {
  const messages = account.conversations.get(id) ?? []
  const visible = viewer === 'account' ? messages : messages.filter((message) => !message.refused)
  return visible.slice(-limit).map((message) => messageView(message, account, world))
}

export function messageView(message: StoredMessage, account: SimulatedAccount, world: World) {
  const { id, t, kind, text, talkerId, origin, media, link, miniProgram, roomId, recalled, refused } = message
  return {
    id,
    t,
    kind,
    text,
    talkerId,
    talkerName: nameOf(talkerId, account) ?? talkerId,
    avatar: world.avatarOf(talkerId),
    fromAccount: talkerId === account.people.selfId,
    origin,
    ...(media ? { media: { ...media, url: `/media/${media.id}?type=${encodeURIComponent(media.mime)}` } } : {}),
    ...(link ? { link } : {}),
    ...(miniProgram ? { miniProgram } : {}),
    ...(roomId ? { roomId } : {}),
    recalled: recalled ?? false,
    refused: refused ?? false,
  }
}
