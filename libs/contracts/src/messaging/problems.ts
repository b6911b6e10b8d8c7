import { defineProblems } from '../kernel/problem'

export const messagingProblems = defineProblems({
  TAG_NAME_TAKEN: { status: 409, title: 'A tag of this name is already there' },
  AUDIENCE_EMPTY: { status: 409, title: 'Nobody can be reached with this choice' },
  CONTENT_EMPTY: { status: 400, title: 'There is nothing to send' },
  MATERIAL_TYPE: { status: 415, title: 'This file type cannot be sent as a picture' },
  MATERIAL_TOO_LARGE: { status: 413, title: 'The file is too large' },
  MATERIAL_LINK_INVALID: { status: 403, title: 'This link to a file has ended' },
  BROADCAST_STATE: { status: 409, title: 'The broadcast is past that point' },
  ACCOUNT_IN_WATCH: { status: 409, title: 'The account is in its first hour: no mass sends yet' },
  CUSTOMER_UNREACHABLE: { status: 409, title: 'The customer deleted or blocked the account' },
})
