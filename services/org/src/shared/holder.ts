import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Holder } from './domain/grant'

export const holderOf = ({ permissions, dataScope, isSuperAdmin }: MemberActor): Holder => ({
  permissions,
  dataScope,
  isSuperAdmin,
})
