import { Email, Flag, Id, Nested, OneOf, Text } from '@miaohui/contracts/kernel/fields'
import { MembershipTeam, type Membership } from '@miaohui/contracts/org/enterprise'
import { ALL_PERMISSIONS, DATA_SCOPES, type DataScope, type Permission } from '@miaohui/contracts/permissions'

export class MyUser {
  @Id()
  id!: string

  @Text({ max: 50 })
  name!: string

  @Email({ optional: true })
  email?: string
}

export class MyMember {
  @Id()
  id!: string

  @Text({ max: 50 })
  name!: string
}

export class MyEnterprise {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @Text({ max: 60, description: 'IANA zone' })
  timeZone!: string

  @Nested(() => MyMember)
  member!: MyMember

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

/** Who is signed in, and what they may do where. */
export class Me {
  @Nested(() => MyUser)
  user!: MyUser

  @Nested(() => MyEnterprise, { list: { max: 200 } })
  enterprises!: MyEnterprise[]
}

export function enterpriseOf(m: Membership): MyEnterprise {
  return {
    id: m.enterpriseId,
    name: m.enterpriseName,
    timeZone: m.timeZone,
    member: { id: m.memberId, name: m.memberName },
    isSuperAdmin: m.isSuperAdmin,
    permissionGroupName: m.permissionGroupName,
    permissions: m.permissions,
    dataScope: m.dataScope,
    teams: m.teams,
  }
}
