import { Email, Flag, Id, Instant, Nested, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { identityProblems as problems } from './problems'

/** A plain password as typed: never trimmed, normalised or cut (reliability page §2.4.3). */
const PASSWORD = { min: 1, max: 128, raw: true } as const

export class Client {
  @Text({ max: 300, optional: true })
  userAgent?: string

  @Text({ max: 64, optional: true })
  ip?: string
}

export class SetupStatus {
  @Flag({ description: 'nobody has set this installation up yet' })
  required!: boolean
}

export class CompleteSetup {
  @Text({ max: 100, description: 'from the fragment of the set-up link' })
  token!: string

  @Text({ min: 1, max: 50 })
  name!: string

  @Email()
  email!: string

  @Text(PASSWORD)
  password!: string

  @Text({ min: 1, max: 60 })
  enterpriseName!: string

  @Text({ max: 60, optional: true, description: 'IANA zone, Asia/Shanghai unless given' })
  timeZone?: string

  @Nested(() => Client, { optional: true })
  client?: Client
}

export class SignedInUser {
  @Id()
  id!: string

  @Text({ max: 50 })
  name!: string

  @Email()
  email!: string
}

export class Session {
  @Text({ max: 4000, description: 'ES256 JWT, five minutes' })
  accessToken!: string

  @Instant()
  expiresAt!: string

  @Nested(() => SignedInUser)
  user!: SignedInUser
}

/** What the gateway gets: the refresh token goes into an HttpOnly cookie and never into a body. */
export class IssuedSession extends Session {
  @Text({ max: 200 })
  refreshToken!: string
}

export class SignIn {
  @Email()
  email!: string

  @Text(PASSWORD)
  password!: string

  @Nested(() => Client, { optional: true })
  client?: Client
}

export class RefreshSession {
  @Text({ max: 200 })
  refreshToken!: string

  @Nested(() => Client, { optional: true })
  client?: Client
}

export class EndSession {
  @Text({ max: 200 })
  refreshToken!: string
}

export class NoInput {}

export const getSetupStatus = defineRpc({ subject: 'rpc.identity.setup.get.v1', request: NoInput, reply: SetupStatus })
export const completeSetup = defineRpc({
  subject: 'rpc.identity.setup.complete.v1',
  request: CompleteSetup,
  reply: IssuedSession,
  problems: [
    problems.SETUP_DONE,
    problems.SETUP_TOKEN_INVALID,
    problems.PASSWORD_WEAK,
    problems.SIGN_IN_LOCKED,
    problems.SIGN_IN_BUSY,
  ],
  deadlineMs: 10_000,
})
export const signIn = defineRpc({
  subject: 'rpc.identity.session.create.v1',
  request: SignIn,
  reply: IssuedSession,
  problems: [problems.CREDENTIALS_WRONG, problems.SIGN_IN_LOCKED, problems.SIGN_IN_BUSY],
})
export const refreshSession = defineRpc({
  subject: 'rpc.identity.session.refresh.v1',
  request: RefreshSession,
  reply: IssuedSession,
  problems: [problems.SESSION_EXPIRED],
})
export const endSession = defineRpc({ subject: 'rpc.identity.session.end.v1', request: EndSession })
