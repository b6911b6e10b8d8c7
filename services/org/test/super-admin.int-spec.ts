import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { inviteMember, listMembers, suspendMember, updateMember } from '@miaohui/contracts/org/member'
import { listPermissionGroups } from '@miaohui/contracts/org/permission-group'
import { refusal, startOrg, type Org } from './org-fixture'

let org: Org
beforeAll(async () => {
  org = await startOrg()
}, 60_000)
afterAll(() => org.close())

async function superAdminGroup(actor: MemberActor): Promise<string> {
  return (await org.rpc(actor).call(listPermissionGroups, {})).items.find((g) => g.preset === 'super-admin')!.id
}

describe('the last super administrator', () => {
  it('can neither be suspended nor given another permission group', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const sales = (await rpc.call(listPermissionGroups, {})).items.find((g) => g.preset === 'sales')!
    expect(await refusal(rpc.call(suspendMember, { id: founder.memberId }))).toBe('LAST_SUPER_ADMIN')
    expect(await refusal(rpc.call(updateMember, { id: founder.memberId, permissionGroupId: sales.id }))).toBe('LAST_SUPER_ADMIN')
    await rpc.call(inviteMember, { name: '王', email: 'w@example.com', permissionGroupId: await superAdminGroup(founder) })
    expect(await refusal(rpc.call(suspendMember, { id: founder.memberId }))).toBe('LAST_SUPER_ADMIN')
  })

  it('stays when all of them are suspended and demoted in parallel', async () => {
    const founder = await org.found()
    const group = await superAdminGroup(founder)
    const sales = (await org.rpc(founder).call(listPermissionGroups, {})).items.find((g) => g.preset === 'sales')!
    const admins = [founder]
    for (let i = 0; i < 4; i++) admins.push(await org.employ(founder, { name: `管${i}`, permissionGroupId: group }))
    const results = await Promise.allSettled(
      admins.map((admin, i) =>
        i % 2 === 0
          ? org.rpc(founder).call(suspendMember, { id: admin.memberId })
          : org.rpc(founder).call(updateMember, { id: admin.memberId, permissionGroupId: sales.id }),
      ),
    )
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(4)
    const left = (await org.rpc(founder).call(listMembers, { state: 'active' })).items.filter((m) => m.isSuperAdmin)
    expect(left).toHaveLength(1)
  })
})
