import { ALL_PERMISSIONS, DATA_SCOPES, type DataScope, type Permission } from '@miaohui/contracts/permissions'
import fc from 'fast-check'
import { mayChangeGrant, mayGrant, withDependencies, type Holder } from './grant'

const holder = (permissions: Permission[], dataScope: DataScope = 'team'): Holder => ({
  permissions,
  dataScope,
  isSuperAdmin: false,
})
const anyPermissions = fc.subarray([...ALL_PERMISSIONS])
const anyScope = fc.constantFrom(...DATA_SCOPES)

describe('dependent permissions', () => {
  it('adds the right to see what may be edited', () => {
    expect(withDependencies(['tag.edit'])).toEqual(['tag.view', 'tag.edit'])
  })

  it('changes nothing when asked again', () => {
    fc.assert(fc.property(anyPermissions, (p) => expect(withDependencies(withDependencies(p))).toEqual(withDependencies(p))))
  })
})

describe('granting', () => {
  it('refuses a permission that the granter lacks', () => {
    expect(mayGrant(holder(['member.view']), { permissions: ['member.invite'], dataScope: 'own' })).toBe(false)
  })

  it('refuses a wider data scope than the granter has', () => {
    expect(mayGrant(holder(['member.view']), { permissions: ['member.view'], dataScope: 'enterprise' })).toBe(false)
  })

  it('lets a super administrator grant everything', () => {
    const admin: Holder = { permissions: [], dataScope: 'own', isSuperAdmin: true }
    expect(mayGrant(admin, { permissions: ALL_PERMISSIONS, dataScope: 'enterprise' })).toBe(true)
  })

  it('lets somebody rename a group that holds more than they do, without adding to it', () => {
    const group = { permissions: ['license.manage', 'tag.view'] as Permission[], dataScope: 'enterprise' as const }
    expect(mayChangeGrant(holder(['tag.view']), group, group)).toBe(true)
    expect(mayChangeGrant(holder(['tag.view']), group, { ...group, permissions: [...group.permissions, 'sop.edit'] })).toBe(false)
  })

  it('never makes anybody stronger than the old group and the granter together', () => {
    fc.assert(
      fc.property(
        anyPermissions,
        anyPermissions,
        anyPermissions,
        anyScope,
        anyScope,
        anyScope,
        (own, before, after, s1, s2, s3) => {
          if (!mayChangeGrant(holder(own, s1), { permissions: before, dataScope: s2 }, { permissions: after, dataScope: s3 }))
            return
          for (const p of after) expect(own.includes(p) || before.includes(p)).toBe(true)
          expect(DATA_SCOPES.indexOf(s3)).toBeLessThanOrEqual(Math.max(DATA_SCOPES.indexOf(s1), DATA_SCOPES.indexOf(s2)))
        },
      ),
    )
  })
})
