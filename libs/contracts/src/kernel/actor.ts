import type { Permission } from '../permissions'
import type { DataScope } from '../permissions'
import type { PeerName } from './rpc'

/** A member at work in one enterprise, with what they may do resolved at the edge (at most 5 s old). */
export type MemberActor = {
  kind: 'member'
  userId: string
  sessionId: string
  enterpriseId: string
  memberId: string
  name: string
  isSuperAdmin: boolean
  permissions: readonly Permission[]
  dataScope: DataScope
  /** Teams the member works in; a super administrator is in every team of the enterprise. */
  teamIds: readonly string[]
}

/** Somebody signed in who has not entered an enterprise. */
export type UserActor = { kind: 'user'; userId: string; sessionId: string; name: string }

/** A service acting by itself (a schedule, an event); `enterpriseId` says for whom. */
export type ServiceActor = { kind: 'service'; service: PeerName; enterpriseId?: string }

/** Nobody has signed in: only for routes that are declared public. */
export type PublicActor = { kind: 'public' }

/** Who asks. Travels in a signed header of every request between processes; the owning service decides. */
export type Actor = MemberActor | UserActor | ServiceActor | PublicActor
