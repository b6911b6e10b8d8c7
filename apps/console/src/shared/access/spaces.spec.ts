import type { Permission } from '@/shared/http/api-types'
import { canEnterAdmin, landingPath } from './spaces'

const teams = [
  { id: 't1', name: '林的小组', isLeader: false },
  { id: 't2', name: '周的小组', isLeader: true },
]

const member = (permissions: Permission[]) => ({ id: 'e1', permissions, teams })

describe('where a member lands', () => {
  it('leads an administrator to the administration and a sales member to the team they lead', () => {
    expect(landingPath(member(['member.view', 'chat.view']), undefined)).toBe('/e/e1/admin')
    expect(landingPath(member(['chat.view', 'team.view', 'account.view']), undefined)).toBe('/e/e1/t/t2')
  })

  it('leads back to the last place only while it is still theirs', () => {
    expect(landingPath(member(['chat.view']), { space: 'team', teamId: 't1' })).toBe('/e/e1/t/t1')
    expect(landingPath(member(['chat.view']), { space: 'team', teamId: 'gone' })).toBe('/e/e1/t/t2')
    expect(landingPath(member(['chat.view']), { space: 'admin' })).toBe('/e/e1/t/t2')
  })

  it('has no place for a member without team and without administration', () => {
    expect(landingPath({ id: 'e1', permissions: [], teams: [] }, undefined)).toBeNull()
  })

  it('opens the administration by its own permissions, not by those of the sales preset', () => {
    expect(canEnterAdmin({ permissions: ['team.view', 'account.view'] })).toBe(false)
    expect(canEnterAdmin({ permissions: ['license.view'] })).toBe(true)
  })
})
