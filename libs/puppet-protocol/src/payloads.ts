/**
 * Message types as they really travel: the puppet's TypeScript numbers, not those of the proto's enum
 * (both dialects put the TypeScript number on the wire).
 */
export const MessageType = {
  Unknown: 0,
  Attachment: 1,
  Audio: 2,
  Contact: 3,
  ChatHistory: 4,
  Emoticon: 5,
  Image: 6,
  Text: 7,
  Location: 8,
  MiniProgram: 9,
  GroupNote: 10,
  Transfer: 11,
  RedEnvelope: 12,
  Recalled: 13,
  Url: 14,
  Video: 15,
  Post: 16,
  Channel: 17,
  System: 18,
  Markdown: 19,
  CallRecord: 20,
  /** The @juzi proto gives 21 to the channel card; puppets send 23. Accept both. */
  AppRaw: 21,
  WeChatNote: 22,
  ChannelCard: 23,
  ConsultCard: 24,
} as const
export type MessageTypeNumber = (typeof MessageType)[keyof typeof MessageType]

export const ContactType = { Unknown: 0, Personal: 1, Official: 2, Corporation: 3, Application: 4 } as const
export const ContactGender = { Unknown: 0, Male: 1, Female: 2 } as const
export const FriendshipType = { Unknown: 0, Confirm: 1, Receive: 2, Verify: 3, Delete: 4, Removed: 5 } as const
/** What a DIRTY event tells to fetch again. */
export const PayloadType = {
  Unknown: 0,
  Message: 1,
  Contact: 2,
  Room: 3,
  RoomMember: 4,
  Friendship: 5,
  Post: 6,
  Tag: 7,
  TagGroup: 8,
} as const
export const TagType = { Unspecific: 0, Personal: 1, Corporation: 2 } as const
export const RoomMemberJoinScene = { Unknown: 0, Add: 1, InviteLink: 2, QRCode: 3, Other: 4 } as const
/** How the bytes of a file box are given; we always send `Url` (short-lived link to our own store). */
export const FileBoxType = { Base64: 1, Url: 2, QRCode: 3, Uuid: 7 } as const

export type Timestamp = { seconds: number; nanos: number }

export type ContactPayload = {
  id: string
  gender: number
  type: number
  name: string
  avatar: string
  address: string
  /** Remark that the account's owner gave (备注). */
  alias: string
  city: string
  friend: boolean
  province: string
  signature: string
  star: boolean
  weixin: string
  corporation: string
  title: string
  description: string
  coworker: boolean
  phones: string[]
  /** JSON: {@link ContactAdditionalInfo}; may be empty. */
  additionalInfo: string
  tagIds: string[]
  realName: string
  aka: string
}
/** `addContactTime` in seconds since 1970. */
export type ContactAdditionalInfo = { addContactTime?: number; corpId?: string; addWay?: string; state?: string }

export type RoomPayload = {
  id: string
  topic: string
  avatar: string
  ownerId: string
  adminIds: string[]
  memberIds: string[]
  handle: string
  additionalInfo: string
  roomRemark: string
  external: boolean
  createTime: Timestamp | null
}
export type RoomMemberPayload = {
  id: string
  roomAlias: string
  inviterId: string
  avatar: string
  name: string
  additionalInfo: string
  /** Seconds since 1970. */
  joinTime: number
  joinScene: number
}
export type TagPayload = { id: string; name: string; groupId: string; type: number }
export type TagGroupPayload = { id: string; name: string; type: number }
export type UrlLinkPayload = { title: string; url: string; description: string; thumbnailUrl: string }
export type MiniProgramPayload = {
  appid: string
  title: string
  username: string
  pagePath: string
  description: string
  iconUrl: string
  shareId: string
  thumbUrl: string
  thumbKey: string
}
export type FriendshipPayload = {
  id: string
  contactId: string
  hello: string
  type: number
  stranger: string
  ticket: string
  scene: number
}

export type TextContent = { type: number; text: string; data: { contactId: string } | null }
export type MessagePayload = {
  id: string
  filename: string
  text: string
  type: number
  talkerId: string
  roomId: string
  listenerId: string
  mentionIds: string[]
  receiveTime: Timestamp | null
  quoteId?: string
  /** JSON: {@link MessageAdditionalInfo}; only our own workers fill it. */
  additionalInfo?: string
  textContents: TextContent[]
}
/** Extensions of our workers: the key of the send that an echo belongs to, and the deadline (ms since 1970) of a new-device check. */
export type MessageAdditionalInfo = { idempotencyKey?: string; newDeviceCheck?: { deadline: number }; newDeviceVerified?: true }

/** JSON inside `file_box`. The kind of a sent file follows from the name's extension. */
export type FileBox = {
  name: string
  type: number
  boxType?: number
  size?: number
  md5?: string
  metadata?: Record<string, unknown>
  base64?: string
  url?: string
  headers?: Record<string, string>
  uuid?: string
}

/** File box of a file behind a link. `url` must stay readable for the worker until the send is answered. */
export function urlFileBox(file: { name: string; url: string; size?: number; md5?: string }): string {
  const box: FileBox = { ...file, type: FileBoxType.Url, boxType: FileBoxType.Url, metadata: {} }
  return JSON.stringify(box)
}
