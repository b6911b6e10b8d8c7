import { ALL_PERMISSIONS, DATA_SCOPES, type DataScope, type Permission } from '@miaohui/contracts/permissions'

/** What somebody may do, and over which data. */
export type Grant = { permissions: readonly Permission[]; dataScope: DataScope }

/** A grant's holder; a super administrator holds everything, also what a later release adds. */
export type Holder = Grant & { isSuperAdmin: boolean }

export const FULL_GRANT: Grant = { permissions: ALL_PERMISSIONS, dataScope: 'enterprise' }

/**
 * Adds the permissions without which others mean nothing: every action of a module needs `<module>.view`.
 * Order is the catalogue's, so that equal sets are equal lists.
 */
export function withDependencies(permissions: readonly Permission[]): Permission[] {
  const wanted = new Set<string>(permissions)
  for (const permission of permissions) wanted.add(`${permission.split('.')[0]}.view`)
  return ALL_PERMISSIONS.filter((p) => wanted.has(p))
}

/** A wider scope contains every narrower one. */
export function scopeCovers(holder: DataScope, wanted: DataScope): boolean {
  return DATA_SCOPES.indexOf(holder) >= DATA_SCOPES.indexOf(wanted)
}

/** Nobody hands out what they lack (reliability page, T08). */
export function mayGrant(holder: Holder, wanted: Grant): boolean {
  if (holder.isSuperAdmin) return true
  const own = new Set(holder.permissions)
  return wanted.permissions.every((p) => own.has(p)) && scopeCovers(holder.dataScope, wanted.dataScope)
}

/** Editing a group grants only what it did not have before. */
export function mayChangeGrant(holder: Holder, before: Grant, after: Grant): boolean {
  const had = new Set(before.permissions)
  const added = after.permissions.filter((p) => !had.has(p))
  const widened = scopeCovers(before.dataScope, after.dataScope) ? holder.dataScope : after.dataScope
  return mayGrant(holder, { permissions: added, dataScope: widened })
}
