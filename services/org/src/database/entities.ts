import { DepartmentEntity } from '../department/department.entity'
import { EnterpriseEntity } from '../enterprise/enterprise.entity'
import { InvitationEntity } from '../member/invitation.entity'
import { MemberEntity } from '../member/member.entity'
import { PermissionGroupEntity } from '../permission-group/permission-group.entity'
import { TeamMemberEntity } from '../team/team-member.entity'
import { TeamEntity } from '../team/team.entity'

export const entities = [
  EnterpriseEntity,
  DepartmentEntity,
  PermissionGroupEntity,
  MemberEntity,
  InvitationEntity,
  TeamEntity,
  TeamMemberEntity,
]
