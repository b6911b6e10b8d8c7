import type {
  ContactPayload,
  FriendshipPayload,
  MessagePayload,
  MiniProgramPayload,
  RoomMemberPayload,
  RoomPayload,
  TagGroupPayload,
  TagPayload,
  UrlLinkPayload,
} from './payloads'

type Rpc<Request, Response> = { request: Request; response: Response }
type Empty = Record<never, never>
type ById = { id: string }

/** The unary RPCs that we speak. Requests may leave out fields; replies always carry all of them (proto defaults). */
export type PuppetMethods = {
  Start: Rpc<Empty, Empty>
  Stop: Rpc<Empty, Empty>
  Logout: Rpc<Empty, Empty>
  Ding: Rpc<{ data: string }, Empty>
  Version: Rpc<Empty, { version: string }>
  /** `userId` is empty while nobody is logged in. */
  CurrentUser: Rpc<Empty, { userId: string }>
  RefreshQRCode: Rpc<Empty, Empty>
  /** Whether the code was right is told by an event (LOGIN or VERIFY_CODE), not by the reply. */
  EnterVerifyCode: Rpc<{ id: string; code: string }, Empty>
  CancelVerifyCode: Rpc<ById, Empty>

  ContactList: Rpc<Empty, { ids: string[] }>
  ContactPayload: Rpc<ById, ContactPayload>
  /** Ids that do not exist are missing from the reply. */
  BatchContactPayload: Rpc<{ ids: string[] }, { contactPayloads: ContactPayload[] }>
  ContactAlias: Rpc<{ id: string; alias?: string }, { alias: string }>
  FriendshipPayload: Rpc<{ id: string; payload?: string }, FriendshipPayload>

  RoomList: Rpc<Empty, { ids: string[] }>
  RoomPayload: Rpc<ById, RoomPayload>
  RoomMemberList: Rpc<ById, { memberIds: string[] }>
  BatchRoomMemberPayload: Rpc<{ id: string; memberIds: string[] }, { memberPayloads: RoomMemberPayload[] }>
  /** `failedReasons` runs parallel to `failedIds`. */
  RoomAddV2: Rpc<
    { id: string; contactIds: string[]; inviteOnly?: boolean; quoteIds?: string[] },
    { successIds: string[]; failedIds: string[]; failedReasons: string[] }
  >

  TagTagList: Rpc<Empty, { tagIds: string[] }>
  TagPayload: Rpc<{ tagId: string }, { payload: TagPayload | null }>
  TagContactTagList: Rpc<{ contactId: string }, { tagIds: string[] }>
  TagGroupList: Rpc<Empty, { tagGroupIds: string[] }>
  TagGroupPayload: Rpc<{ groupId: string }, { payload: TagGroupPayload | null }>
  TagGroupTagList: Rpc<{ tagGroupId: string }, { tagIds: string[] }>

  MessagePayload: Rpc<ById, MessagePayload>
  MessageFile: Rpc<ById, { fileBox: string }>
  MessageUrl: Rpc<ById, { urlLink: UrlLinkPayload | null }>
  MessageMiniProgram: Rpc<ById, { miniProgram: MiniProgramPayload | null }>
  MessageSendText: Rpc<{ conversationId: string; text: string; mentionalIds?: string[]; quoteId?: string }, ById>
  /** `fileBox` is JSON: see `FileBox`. */
  MessageSendFile: Rpc<{ conversationId: string; fileBox: string }, ById>
  MessageSendUrl: Rpc<{ conversationId: string; urlLink: Partial<UrlLinkPayload> }, ById>
  MessageSendMiniProgram: Rpc<{ conversationId: string; miniProgram: Partial<MiniProgramPayload> }, ById>
  MessageRecall: Rpc<ById, { success: boolean }>
}
export type PuppetMethod = keyof PuppetMethods
export type PuppetRequest<M extends PuppetMethod> = PuppetMethods[M]['request']
export type PuppetResponse<M extends PuppetMethod> = PuppetMethods[M]['response']

/** RPCs with an effect outside that must happen at most once: they carry an idempotency key. */
export const SEND_METHODS: ReadonlySet<string> = new Set<PuppetMethod>([
  'MessageSendText',
  'MessageSendFile',
  'MessageSendUrl',
  'MessageSendMiniProgram',
  'RoomAddV2',
])
