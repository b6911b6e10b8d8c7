import { Session } from '@miaohui/contracts/identity/session'
import { Id, Int } from '@miaohui/contracts/kernel/fields'

const EXPIRES_IN = 'seconds until the access token ends: a browser whose clock is wrong can still tell'

/** A new session. Its refresh token is in a cookie that scripts cannot read. */
export class SignedIn extends Session {
  @Int({ min: 0, description: EXPIRES_IN })
  expiresIn!: number
}

/** A new session, and the enterprise that was joined. */
export class JoinedEnterprise extends SignedIn {
  @Id()
  enterpriseId!: string
}
