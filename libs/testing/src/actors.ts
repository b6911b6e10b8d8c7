import type { MemberActor, PublicActor, ServiceActor, UserActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { PeerName } from '@miaohui/contracts/kernel/rpc'
import { ALL_PERMISSIONS, SALES_PRESET } from '@miaohui/contracts/permissions'

/** A member with the sales preset, in one team. */
export function aMember(given: Partial<MemberActor> = {}): MemberActor {
  return {
    kind: 'member',
    userId: newId(),
    sessionId: newId(),
    enterpriseId: newId(),
    memberId: newId(),
    name: '王小明',
    isSuperAdmin: false,
    permissions: SALES_PRESET,
    dataScope: 'team',
    teamIds: [newId()],
    ...given,
  }
}

export function aSuperAdmin(given: Partial<MemberActor> = {}): MemberActor {
  return aMember({
    name: '李总',
    isSuperAdmin: true,
    permissions: ALL_PERMISSIONS,
    dataScope: 'enterprise',
    teamIds: [],
    ...given,
  })
}

export function aUser(given: Partial<UserActor> = {}): UserActor {
  return { kind: 'user', userId: newId(), sessionId: newId(), name: '王小明', ...given }
}

export function aService(service: PeerName, enterpriseId?: string): ServiceActor {
  return { kind: 'service', service, enterpriseId }
}

export const thePublic: PublicActor = { kind: 'public' }
