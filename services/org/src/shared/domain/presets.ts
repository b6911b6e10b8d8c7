import { SALES_PRESET } from '@miaohui/contracts/permissions'
import { FULL_GRANT, withDependencies, type Grant } from './grant'

/** The groups every enterprise starts with. Members of `super-admin` are super administrators: there is no other mark. */
export const SUPER_ADMIN = 'super-admin'
export const SALES = 'sales'

export const PRESET_GROUPS: readonly (Grant & { preset: string; name: string })[] = [
  { preset: SUPER_ADMIN, name: '超级管理员', ...FULL_GRANT },
  { preset: SALES, name: '普通员工', permissions: withDependencies(SALES_PRESET), dataScope: 'team' },
]
