import { newId } from '@miaohui/contracts/kernel/ids'
import type { Membership } from '@miaohui/contracts/org/enterprise'

/** What org says of somebody in a team of their own, without any permission unless given. */
export function aMembership(given: Partial<Membership> = {}): Membership {
  return {
    enterpriseId: newId(),
    enterpriseName: '云帆教育',
    timeZone: 'Asia/Shanghai',
    memberId: newId(),
    memberName: '王芳',
    isSuperAdmin: false,
    permissionGroupName: '普通员工',
    permissions: [],
    dataScope: 'team',
    teams: [{ id: newId(), name: '王芳的小组', isLeader: true }],
    ...given,
  }
}
