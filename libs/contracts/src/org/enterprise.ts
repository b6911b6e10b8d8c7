import { Email, Flag, Id, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { ALL_PERMISSIONS, DATA_SCOPES, type DataScope, type Permission } from '../permissions'
import { NoInput } from '../identity/session'

export class FoundEnterprise {
  @Id({ description: 'chosen by the caller: repeating the call founds nothing twice' })
  enterpriseId!: string

  @Text({ min: 1, max: 60 })
  name!: string

  @Text({ max: 60 })
  timeZone!: string

  @Id()
  founderUserId!: string

  @Text({ max: 50 })
  founderName!: string

  @Email()
  founderEmail!: string
}

export class MembershipTeam {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @Flag()
  isLeader!: boolean
}

/** What one user is and may do in one enterprise. */
export class Membership {
  @Id()
  enterpriseId!: string

  @Text({ max: 60 })
  enterpriseName!: string

  @Text({ max: 60 })
  timeZone!: string

  @Id()
  memberId!: string

  @Text({ max: 50 })
  memberName!: string

  @Flag()
  isSuperAdmin!: boolean

  @Text({ max: 60 })
  permissionGroupName!: string

  @OneOf(ALL_PERMISSIONS, { list: { max: 200 } })
  permissions!: Permission[]

  @OneOf(DATA_SCOPES)
  dataScope!: DataScope

  @Nested(() => MembershipTeam, { list: { max: 1000 } })
  teams!: MembershipTeam[]
}

export class Memberships {
  @Nested(() => Membership, { list: { max: 200 } })
  items!: Membership[]
}

export class ResolveAccess {
  @Id()
  userId!: string

  @Id()
  enterpriseId!: string
}

export class UserId {
  @Id()
  userId!: string
}

/** 开通向导: the seed's four steps in order; each turns true by what is really there. */
export class OpeningSteps {
  @Flag({ description: '普通员工 was looked over and saved' })
  permissionGroup!: boolean

  @Flag()
  departments!: boolean

  @Flag()
  members!: boolean

  @Flag({ description: 'at least one invitation was delivered' })
  invitations!: boolean
}

export class EnterpriseOverview {
  @Text({ max: 60 })
  name!: string

  @Text({ max: 60 })
  timeZone!: string

  @Nested(() => OpeningSteps)
  opening!: OpeningSteps
}

export const foundEnterprise = defineRpc({
  subject: 'rpc.org.enterprise.found.v1',
  request: FoundEnterprise,
  callers: ['identity'],
})
/** All enterprises of one user, for the choice after sign-in. */
export const listMemberships = defineRpc({ subject: 'rpc.org.membership.list.v1', request: UserId, reply: Memberships })
/** The hot question of every request at the edge. NOT_FOUND when the user is no active member there. */
export const resolveAccess = defineRpc({ subject: 'rpc.org.access.resolve.v1', request: ResolveAccess, reply: Membership })
export const getEnterpriseOverview = defineRpc({
  subject: 'rpc.org.enterprise.overview.v1',
  request: NoInput,
  reply: EnterpriseOverview,
})
