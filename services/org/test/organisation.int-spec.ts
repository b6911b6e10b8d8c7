import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { ALL_PERMISSIONS, SALES_PRESET } from '@miaohui/contracts/permissions'
import { createDepartment, deleteDepartment, listDepartments, updateDepartment } from '@miaohui/contracts/org/department'
import { foundEnterprise, getEnterpriseOverview, listMemberships, resolveAccess } from '@miaohui/contracts/org/enterprise'
import { getMember, inviteMember, listMembers, suspendMember, updateMember } from '@miaohui/contracts/org/member'
import {
  createPermissionGroup,
  deletePermissionGroup,
  listPermissionGroups,
  updatePermissionGroup,
} from '@miaohui/contracts/org/permission-group'
import { addTeamMember, createTeam, getTeam, listTeams, removeTeamMember, renameTeam } from '@miaohui/contracts/org/team'
import { aService, aUser } from '@miaohui/testing/actors'
import { refusal, startOrg, type Org } from './org-fixture'

let org: Org
beforeAll(async () => {
  org = await startOrg()
}, 60_000)
afterAll(() => org.close())

describe('founding an enterprise', () => {
  it('gives it the two preset groups and its founder all rights', async () => {
    const founder = await org.found()
    const { items } = await org.rpc(founder).call(listPermissionGroups, {})
    expect(items.map((g) => [g.name, g.preset, g.locked])).toEqual([
      ['超级管理员', 'super-admin', true],
      ['普通员工', 'sales', false],
    ])
    expect(new Set(items[1]?.permissions)).toEqual(new Set(SALES_PRESET))
    expect(items[1]?.dataScope).toBe('team')
    expect(founder.isSuperAdmin).toBe(true)
    expect(founder.permissions).toEqual(ALL_PERMISSIONS)
  })

  it('founds nothing twice when it is repeated', async () => {
    const input = {
      enterpriseId: newId(),
      name: '一',
      timeZone: 'UTC',
      founderUserId: newId(),
      founderName: '甲',
      founderEmail: 'a@example.com',
    }
    const identity = org.rpc(aService('identity'))
    await identity.call(foundEnterprise, input)
    await identity.call(foundEnterprise, { ...input, founderName: '乙' })
    const founder = await org.actorOf(input.founderUserId, input.enterpriseId)
    expect(founder.name).toBe('乙')
    expect((await org.rpc(founder).call(listMembers, {})).total).toBe(1)
  })

  it('is for identity alone, and for zones that exist', async () => {
    const input = {
      enterpriseId: newId(),
      name: '一',
      timeZone: 'Mars/Olympus',
      founderUserId: newId(),
      founderName: '甲',
      founderEmail: 'a@example.com',
    }
    expect(await refusal(org.rpc(aService('identity')).call(foundEnterprise, input))).toBe('VALIDATION_FAILED')
  })

  it('shows the opening steps by what is really there', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const steps = async () => (await rpc.call(getEnterpriseOverview, {})).opening
    expect(await steps()).toEqual({ permissionGroup: false, departments: false, members: false, invitations: false })
    const sales = (await rpc.call(listPermissionGroups, {})).items[1]!
    await rpc.call(updatePermissionGroup, {
      id: sales.id,
      version: 1,
      name: sales.name,
      permissions: sales.permissions,
      dataScope: 'team',
    })
    await rpc.call(createDepartment, { name: '销售部' })
    await rpc.call(inviteMember, { name: '王芳', email: 'wang@example.com' })
    expect(await steps()).toEqual({ permissionGroup: true, departments: true, members: true, invitations: false })
  })
})

describe('departments', () => {
  it('make a tree that refuses twins, circles and to lose its members', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const root = await rpc.call(createDepartment, { name: '总部' })
    const child = await rpc.call(createDepartment, { name: '销售部', parentId: root.id })
    expect(await refusal(rpc.call(createDepartment, { name: '总部' }))).toBe('DEPARTMENT_NAME_TAKEN')
    expect(await refusal(rpc.call(createDepartment, { name: '销售部', parentId: root.id }))).toBe('DEPARTMENT_NAME_TAKEN')
    expect(await refusal(rpc.call(updateDepartment, { id: root.id, parentId: child.id }))).toBe('DEPARTMENT_CYCLE')
    expect(await refusal(rpc.call(deleteDepartment, { id: root.id }))).toBe('DEPARTMENT_NOT_EMPTY')
    await rpc.call(inviteMember, { name: '王芳', email: 'wang@example.com', departmentId: child.id })
    expect(await refusal(rpc.call(deleteDepartment, { id: child.id }))).toBe('DEPARTMENT_NOT_EMPTY')
    const moved = await rpc.call(updateDepartment, { id: child.id, parentId: null, name: '市场部' })
    expect(moved).toMatchObject({ parentId: null, name: '市场部', memberCount: 1 })
    await rpc.call(deleteDepartment, { id: root.id })
    expect((await rpc.call(listDepartments, {})).items.map((d) => d.name)).toEqual(['市场部'])
  })

  it('stay a tree when two are moved below each other at once', async () => {
    const rpc = org.rpc(await org.found())
    for (let round = 0; round < 5; round++) {
      const [a, b] = await Promise.all([
        rpc.call(createDepartment, { name: `甲${round}` }),
        rpc.call(createDepartment, { name: `乙${round}` }),
      ])
      const moves = [
        rpc.call(updateDepartment, { id: a.id, parentId: b.id }),
        rpc.call(updateDepartment, { id: b.id, parentId: a.id }),
      ]
      const results = await Promise.allSettled(moves)
      expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    }
  })
})

describe('permission groups', () => {
  it('keep out what the editor lacks, and add what a right needs', async () => {
    const founder = await org.found()
    const grantor = await org.rpc(founder).call(createPermissionGroup, {
      name: '管组员',
      permissions: ['permission-group.edit', 'member.invite', 'tag.edit'],
      dataScope: 'team',
    })
    expect(grantor.permissions).toEqual([
      'member.view',
      'member.invite',
      'permission-group.view',
      'permission-group.edit',
      'tag.view',
      'tag.edit',
    ])
    const rpc = org.rpc(await org.employ(founder, { permissionGroupId: grantor.id }))
    const make = (permissions: typeof grantor.permissions, dataScope: 'team' | 'enterprise' = 'team') =>
      rpc.call(createPermissionGroup, { name: `组 ${permissions.join()}${dataScope}`, permissions, dataScope })
    expect(await refusal(make(['sop.edit']))).toBe('GRANT_EXCEEDS_OWN')
    expect(await refusal(make(['tag.edit'], 'enterprise'))).toBe('GRANT_EXCEEDS_OWN')
    await make(['tag.edit'])
    const input = { ...grantor, permissions: [...grantor.permissions, 'license.manage' as const] }
    const edit = { id: input.id, version: 1, name: input.name, permissions: input.permissions, dataScope: input.dataScope }
    expect(await refusal(rpc.call(updatePermissionGroup, edit))).toBe('GRANT_EXCEEDS_OWN')
    const superAdmins = (await rpc.call(listPermissionGroups, {})).items.find((g) => g.preset === 'super-admin')!
    expect(await refusal(rpc.call(inviteMember, { name: '王', email: 'w@example.com', permissionGroupId: superAdmins.id }))).toBe(
      'GRANT_EXCEEDS_OWN',
    )
  })

  it('refuse a save over a newer version, a taken name and any change of 超级管理员', async () => {
    const rpc = org.rpc(await org.found())
    const [locked, sales] = (await rpc.call(listPermissionGroups, {})).items
    const save = { id: sales!.id, version: 1, name: '普通员工', permissions: sales!.permissions, dataScope: 'own' as const }
    const results = await Promise.allSettled([1, 2, 3].map(() => rpc.call(updatePermissionGroup, save)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(await refusal(rpc.call(updatePermissionGroup, save))).toBe('VERSION_CONFLICT')
    expect(await refusal(rpc.call(updatePermissionGroup, { ...save, version: 2, name: '超级管理员' }))).toBe(
      'PERMISSION_GROUP_NAME_TAKEN',
    )
    expect(await refusal(rpc.call(updatePermissionGroup, { ...save, id: locked!.id }))).toBe('PERMISSION_GROUP_LOCKED')
    expect(await refusal(rpc.call(deletePermissionGroup, { id: sales!.id }))).toBe('PERMISSION_GROUP_LOCKED')
  })

  it('cannot be deleted while somebody has them', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const group = await rpc.call(createPermissionGroup, { name: '质检', permissions: [], dataScope: 'enterprise' })
    const { id } = await rpc.call(inviteMember, { name: '王', email: 'w@example.com', permissionGroupId: group.id })
    expect(await refusal(rpc.call(deletePermissionGroup, { id: group.id }))).toBe('PERMISSION_GROUP_IN_USE')
    const sales = (await rpc.call(listPermissionGroups, {})).items.find((g) => g.preset === 'sales')!
    await rpc.call(updateMember, { id, permissionGroupId: sales.id })
    await rpc.call(deletePermissionGroup, { id: group.id })
  })
})

describe('teams', () => {
  it('have super administrators in them at once, also the ones made later', async () => {
    const founder = await org.found()
    const team = await org.rpc(founder).call(createTeam, { name: '一组' })
    expect((await org.actorOf(founder.userId, founder.enterpriseId)).teamIds).toEqual([team.id])
    expect(team.memberCount).toBe(0)
    expect(await refusal(org.rpc(founder).call(createTeam, { name: '一组' }))).toBe('TEAM_NAME_TAKEN')
  })

  it('are seen by those who work in them, and add and lose members', async () => {
    const founder = await org.found()
    const wang = await org.employ(founder, { name: '王芳' })
    const other = await org.rpc(founder).call(createTeam, { name: '一组' })
    expect((await org.rpc(wang).call(listTeams, {})).items.map((t) => t.name)).toEqual(['王芳的小组'])
    expect(await refusal(org.rpc(wang).call(getTeam, { id: other.id }))).toBe('NOT_FOUND')
    const joined = await org.rpc(founder).call(addTeamMember, { id: other.id, memberId: wang.memberId, isLeader: true })
    expect(joined.members).toEqual([{ memberId: wang.memberId, name: '王芳', isLeader: true }])
    const now = await org.actorOf(wang.userId, wang.enterpriseId)
    expect(now.teamIds).toContain(other.id)
    const left = await org.rpc(founder).call(removeTeamMember, { id: other.id, memberId: wang.memberId })
    expect(left.members).toEqual([])
    expect((await org.rpc(founder).call(renameTeam, { id: other.id, name: '二组' })).name).toBe('二组')
    expect(await refusal(org.rpc(wang).call(createTeam, { name: '三组' }))).toBe('FORBIDDEN')
  })
})

describe('access', () => {
  it('is nothing for a suspended member, an unknown user and a foreign enterprise', async () => {
    const founder = await org.found()
    const elsewhere = await org.found('另一家')
    const wang = await org.employ(founder, { name: '王芳' })
    const gateway = org.rpc(aService('gateway'))
    const ask = (userId: string, enterpriseId: string) => gateway.call(resolveAccess, { userId, enterpriseId })
    expect((await ask(wang.userId, wang.enterpriseId)).teams).toEqual([
      expect.objectContaining({ name: '王芳的小组', isLeader: true }),
    ])
    expect(await refusal(ask(wang.userId, elsewhere.enterpriseId))).toBe('NOT_FOUND')
    expect(await refusal(ask(newId(), wang.enterpriseId))).toBe('NOT_FOUND')
    await org.rpc(founder).call(suspendMember, { id: wang.memberId })
    expect(await refusal(ask(wang.userId, wang.enterpriseId))).toBe('NOT_FOUND')
    expect((await gateway.call(listMemberships, { userId: wang.userId })).items).toEqual([])
    expect((await gateway.call(listMemberships, { userId: founder.userId })).items.map((m) => m.enterpriseName)).toEqual([
      '青禾教育',
    ])
  })

  it('is told to the user it is about, and to nobody else', async () => {
    const founder = await org.found()
    const self = aUser({ userId: founder.userId })
    expect((await org.rpc(self).call(listMemberships, { userId: founder.userId })).items).toHaveLength(1)
    expect(await refusal(org.rpc(aUser()).call(listMemberships, { userId: founder.userId }))).toBe('FORBIDDEN')
  })

  it('leaves the connection as blind as it found it', async () => {
    const founder = await org.found()
    const { enterpriseId, userId } = founder
    const visible = await org.dataSource.transaction(async (db) => {
      await db.query('select * from resolve_access($1, $2)', [userId, enterpriseId])
      return db.query<unknown[]>('select 1 from member')
    })
    expect(visible).toEqual([])
  })
})

describe('two enterprises', () => {
  it('answer ids of the other exactly like ids that do not exist', async () => {
    const mine = await org.found('甲')
    const theirs = await org.found('乙')
    const theirRpc = org.rpc(theirs)
    const department = await theirRpc.call(createDepartment, { name: '部门' })
    const team = await theirRpc.call(createTeam, { name: '小组' })
    const group = await theirRpc.call(createPermissionGroup, { name: '组', permissions: [], dataScope: 'own' })
    const member = theirs.memberId
    const rpc = org.rpc(mine)
    const someone = { name: '王', email: 'w@example.com' }
    const attempts = (d: string, t: string, g: string, m: string): Promise<unknown>[] => [
      rpc.call(updateDepartment, { id: d, name: 'x' }),
      rpc.call(updateDepartment, { id: d, parentId: null }),
      rpc.call(createDepartment, { name: 'x', parentId: d }),
      rpc.call(deleteDepartment, { id: d }),
      rpc.call(inviteMember, { ...someone, departmentId: d }),
      rpc.call(inviteMember, { ...someone, teamId: t }),
      rpc.call(inviteMember, { ...someone, permissionGroupId: g }),
      rpc.call(getMember, { id: m }),
      rpc.call(updateMember, { id: m, name: 'x' }),
      rpc.call(updateMember, { id: mine.memberId, departmentId: d }),
      rpc.call(updateMember, { id: mine.memberId, permissionGroupId: g }),
      rpc.call(suspendMember, { id: m }),
      rpc.call(getTeam, { id: t }),
      rpc.call(renameTeam, { id: t, name: 'x' }),
      rpc.call(addTeamMember, { id: t, memberId: mine.memberId }),
      rpc.call(removeTeamMember, { id: t, memberId: mine.memberId }),
      rpc.call(updatePermissionGroup, { id: g, version: 1, name: 'x', permissions: [], dataScope: 'own' }),
      rpc.call(deletePermissionGroup, { id: g }),
    ]
    const wires = async (calls: Promise<unknown>[]) =>
      (await Promise.allSettled(calls)).map((r) =>
        r.status === 'rejected' ? (r.reason as { toWire: () => object }).toWire() : 'succeeded',
      )
    const foreign = await wires(attempts(department.id, team.id, group.id, member))
    const unknown = await wires(attempts(newId(), newId(), newId(), newId()))
    expect(foreign).toEqual(unknown)
    expect(foreign).toEqual(foreign.map(() => expect.objectContaining({ code: 'NOT_FOUND', status: 404 })))
  })

  it('cannot be reached by a hand-made actor without their rows', async () => {
    const stranger: MemberActor = { ...(await org.found()), enterpriseId: newId() }
    expect((await org.rpc(stranger).call(listMembers, {})).items).toEqual([])
  })
})
