/** Wire numbers of `wechaty.puppet.EventType`. */
export const EventType = {
  HEARTBEAT: 1,
  MESSAGE: 2,
  DONG: 3,
  POST: 4,
  ERROR: 16,
  FRIENDSHIP: 17,
  ROOM_INVITE: 18,
  ROOM_JOIN: 19,
  ROOM_LEAVE: 20,
  ROOM_TOPIC: 21,
  SCAN: 22,
  READY: 23,
  RESET: 24,
  LOGIN: 25,
  LOGOUT: 26,
  DIRTY: 27,
  TAG: 28,
  TAG_GROUP: 29,
  POST_COMMENT: 30,
  POST_TAP: 31,
  ROOM_ANNOUNCE: 32,
  VERIFY_CODE: 33,
  VERIFY_SLIDE: 34,
} as const
export type EventName = keyof typeof EventType
export type EventTypeNumber = (typeof EventType)[EventName]

export const ScanStatus = { Unknown: 0, Cancel: 1, Waiting: 2, Scanned: 3, Confirmed: 4, Timeout: 5 } as const
/** `Verify` is the second QR code that WeCom asks for after a login on a new device. */
export const ScanType = { Unknown: 0, Login: 1, Verify: 2 } as const
export const VerifyCodeStatus = { Unknown: 0, Waiting: 1, Expired: 2, WrongCode: 3 } as const
export const VerifyCodeScene = { Unknown: 0, Login: 1 } as const

/** Times are milliseconds since 1970. */
export type ScanEvent = {
  status: number
  type?: number
  qrcode?: string
  data?: string
  timestamp: number
  createTimestamp?: number
  expireTimestamp?: number
}
export type VerifyCodeEvent = { id: string; scene: number; status: number; message?: string }
export type RoomMembershipEvent = { roomId: string; timestamp: number }

/** Payloads of the events that we act upon; all other events carry an untyped object and are ignored. */
export type EventPayloads = {
  HEARTBEAT: { data: string; epoch?: string; firstSeq?: number }
  DONG: { data: string }
  MESSAGE: { messageId: string }
  FRIENDSHIP: { friendshipId: string }
  ROOM_INVITE: { roomInvitationId: string }
  ROOM_JOIN: RoomMembershipEvent & { inviteeIdList: string[]; inviterId: string }
  ROOM_LEAVE: RoomMembershipEvent & { removeeIdList: string[]; removerId: string }
  ROOM_TOPIC: RoomMembershipEvent & { changerId: string; newTopic: string; oldTopic: string }
  SCAN: ScanEvent
  VERIFY_CODE: VerifyCodeEvent
  LOGIN: { contactId: string }
  LOGOUT: { contactId: string; data?: string }
  READY: { data?: string }
  DIRTY: { payloadType: number; payloadId: string }
  ERROR: { data?: string; gerror?: string }
}
type UntypedEvents = { [N in Exclude<EventName, keyof EventPayloads>]: Record<string, unknown> }
type PayloadOf = EventPayloads & UntypedEvents

/** One event as the client hands it on. `seq` is 0 when the peer keeps no log (such events cannot be replayed). */
export type PuppetEvent = {
  [N in EventName]: { name: N; seq: number; epoch: string | undefined; payload: PayloadOf[N] }
}[EventName]
export type PuppetEventOf<N extends EventName> = Extract<PuppetEvent, { name: N }>

/** `EventResponse` as it travels. */
export type WireEvent = { type: number; payload: string; seq: number }

const names = new Map<number, EventName>(Object.entries(EventType).map(([name, number]) => [number, name as EventName]))

/** Turns a frame into an event; unknown types and unreadable payloads give undefined, because newer peers send events that we do not know. */
export function decodeEvent(frame: WireEvent, epoch: string | undefined): PuppetEvent | undefined {
  const name = names.get(frame.type)
  if (!name) return undefined
  const payload = parsePayload(frame.payload)
  if (!payload) return undefined
  return { name, seq: frame.seq, epoch, payload } as PuppetEvent
}

function parsePayload(text: string): Record<string, unknown> | undefined {
  if (!text) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
