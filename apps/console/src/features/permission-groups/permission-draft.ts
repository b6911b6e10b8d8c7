import type { Schemas } from '@/shared/http/api-types'
import type { Permission } from '@/shared/http/api-types'

export type DataScope = Schemas['PermissionGroup']['dataScope']
export type Draft = { name: string; permissions: Permission[]; dataScope: DataScope }

const moduleOf = (permission: Permission) => permission.split('.')[0] ?? ''
const viewOf = (permission: Permission) => `${moduleOf(permission)}.view` as Permission

/** Ticks permissions. Nothing can be done to what cannot be seen, so each brings the right to see its module. */
export function grant(held: readonly Permission[], wanted: readonly Permission[]): Permission[] {
  return [...new Set([...held, ...wanted, ...wanted.map(viewOf)])]
}

/** Unticks permissions. Without the right to see a module its other rights mean nothing and go too. */
export function withdraw(held: readonly Permission[], unwanted: readonly Permission[]): Permission[] {
  const blind = new Set(unwanted.filter((each) => each === viewOf(each)).map(moduleOf))
  return held.filter((each) => !unwanted.includes(each) && !blind.has(moduleOf(each)))
}

export type Tick = 'all' | 'some' | 'none'

export function tickOf(held: ReadonlySet<Permission>, permissions: readonly Permission[]): Tick {
  const count = permissions.filter((each) => held.has(each)).length
  return count === 0 ? 'none' : count === permissions.length ? 'all' : 'some'
}

export type DraftChanges = { added: Permission[]; removed: Permission[]; renamed: boolean; rescoped: boolean }

export function changesOf(before: Draft, after: Draft): DraftChanges {
  return {
    added: after.permissions.filter((each) => !before.permissions.includes(each)),
    removed: before.permissions.filter((each) => !after.permissions.includes(each)),
    renamed: after.name.trim() !== before.name,
    rescoped: after.dataScope !== before.dataScope,
  }
}

export function isChanged({ added, removed, renamed, rescoped }: DraftChanges): boolean {
  return added.length > 0 || removed.length > 0 || renamed || rescoped
}

/** Puts the changes of one administrator on what another one has saved meanwhile. */
export function rebase(before: Draft, mine: Draft, theirs: Draft): Draft {
  const { added, removed, renamed, rescoped } = changesOf(before, mine)
  return {
    name: renamed ? mine.name : theirs.name,
    dataScope: rescoped ? mine.dataScope : theirs.dataScope,
    permissions: withdraw(grant(theirs.permissions, added), removed),
  }
}
