import { invitationDeliveryChanged, type DeliveryState } from '@miaohui/contracts/identity/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { eventSubject } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { LiveNotice } from '@miaohui/contracts/kernel/live'
import { createDepartment } from '@miaohui/contracts/org/department'
import {
  activateMember,
  getMember,
  inviteMember,
  listMembers,
  resendInvitation,
  restoreMember,
  revokeInvitation,
  suspendMember,
  updateMember,
  type Member,
} from '@miaohui/contracts/org/member'
import { createPermissionGroup } from '@miaohui/contracts/org/permission-group'
import { createTeam, getTeam } from '@miaohui/contracts/org/team'
import { aService } from '@miaohui/testing/actors'
import { refusal, startOrg, type Org } from './org-fixture'

let org: Org
beforeAll(async () => {
  org = await startOrg()
}, 60_000)
afterAll(() => org.close())

const identity = aService('identity')

type Announced = { name: string; data: Record<string, unknown> }

/** Events about one member, oldest first, whether published yet or not. */
function announced(memberId: string): Promise<Announced[]> {
  return org.dataSource.transaction(async (db) => {
    await db.query(`select set_config('app.relay', 'on', true)`)
    return db.query<Announced[]>('select name, data from outbox where aggregate = $1 order by seq', [`member:${memberId}`])
  })
}

/** Listens already when it resolves; `notice` is the first about the organisation that fits. */
async function listen(enterpriseId: string, fits: (notice: LiveNotice) => boolean): Promise<{ notice: Promise<LiveNotice> }> {
  const gateway = await org.nats.connect('gateway')
  const notices = gateway.subscribe(`live.${enterpriseId}.enterprise.org`)
  await gateway.flush()
  const first = async (): Promise<LiveNotice> => {
    for await (const message of notices) {
      const notice = message.json<LiveNotice>()
      if (fits(notice)) return notice
    }
    throw new Error('the connection ended')
  }
  return { notice: first().finally(() => gateway.close()) }
}

describe('inviting a member', () => {
  it('makes the member, a team that they lead and one invitation to be mailed', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const department = await rpc.call(createDepartment, { name: '销售部' })
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'Wang.Fang@Example.com', departmentId: department.id })
    expect(member).toMatchObject({
      name: '王芳',
      email: 'wang.fang@example.com',
      state: 'invited',
      isSuperAdmin: false,
      departmentId: department.id,
      permissionGroupName: '普通员工',
      teams: [{ name: '王芳的小组' }],
      invitation: { state: 'queued', attempts: 0 },
    })
    const team = await rpc.call(getTeam, { id: member.teams[0]!.id })
    expect(team.members).toEqual([{ memberId: member.id, name: '王芳', isLeader: true }])
    expect(await announced(member.id)).toEqual([
      {
        name: 'org.member.invited.v1',
        data: {
          invitationId: member.invitation?.id,
          memberId: member.id,
          email: 'wang.fang@example.com',
          name: '王芳',
          enterpriseName: '青禾教育',
          teamName: '王芳的小组',
          permissionGroupName: '普通员工',
          inviterName: '李总',
        },
      },
    ])
  })

  it('numbers the team when somebody of that name has one, also when both come at once', async () => {
    const rpc = org.rpc(await org.found())
    const invite = () => rpc.call(inviteMember, { name: '王芳', email: `${newId()}@example.com` })
    const members = await Promise.all([invite(), invite(), invite()])
    expect(members.map((m) => m.teams[0]?.name).sort()).toEqual(['王芳的小组', '王芳的小组 2', '王芳的小组 3'])
  })

  it('puts them into the team that was named', async () => {
    const rpc = org.rpc(await org.found())
    const team = await rpc.call(createTeam, { name: '一组' })
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com', teamId: team.id })
    expect(member.teams).toEqual([{ id: team.id, name: '一组' }])
    expect((await rpc.call(getTeam, { id: team.id })).members[0]?.isLeader).toBe(false)
  })

  it('happens once for a call that is repeated with its key, and refuses another call under it', async () => {
    const rpc = org.rpc(await org.found())
    const input = { name: '王芳', email: 'w@example.com', idempotencyKey: newId() }
    const answers = await Promise.all([1, 2, 3].map(() => rpc.call(inviteMember, input)))
    expect(new Set(answers.map((m) => m.id)).size).toBe(1)
    expect(await rpc.call(inviteMember, input)).toEqual(answers[0])
    expect((await rpc.call(listMembers, {})).total).toBe(2)
    expect(await refusal(rpc.call(inviteMember, { ...input, name: '别人' }))).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it('leaves nothing behind when the e-mail is a member already', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com' })
    expect(await refusal(rpc.call(inviteMember, { name: '王方', email: 'W@example.com' }))).toBe('MEMBER_EMAIL_TAKEN')
    expect((await org.actorOf(founder.userId, founder.enterpriseId)).teamIds).toHaveLength(1)
  })

  it('needs the right to', async () => {
    const founder = await org.found()
    const wang = await org.employ(founder, { name: '王芳' })
    expect(await refusal(org.rpc(wang).call(inviteMember, { name: '张三', email: 'z@example.com' }))).toBe('FORBIDDEN')
  })
})

describe('an invitation', () => {
  async function report(
    enterpriseId: string,
    member: Member,
    state: DeliveryState,
    seq: number,
    more: object = {},
  ): Promise<void> {
    const connection = await org.nats.connect('identity')
    const data = { invitationId: member.invitation!.id, memberId: member.id, state, attempts: 1, ...more }
    const envelope = {
      id: newId(),
      name: invitationDeliveryChanged.name,
      enterpriseId,
      aggregate: 'x',
      seq,
      at: new Date().toISOString(),
      data,
    }
    await connection.jetstream().publish(eventSubject(invitationDeliveryChanged as never, enterpriseId), JSON.stringify(envelope))
    await connection.close()
  }
  const shows = (member: Member, state: DeliveryState) => (n: LiveNotice) =>
    n.entity === member.id && (n.patch.invitation as { state: string } | undefined)?.state === state

  it('shows in the list how its mail fares, and ignores what comes late', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com' })
    const failed = await listen(founder.enterpriseId, shows(member, 'failed'))
    await report(founder.enterpriseId, member, 'failed', 5, { reason: '550 no such user', attempts: 5 })
    const notice = await failed.notice
    expect(notice).toMatchObject({ type: 'member.changed', patch: { invitation: { reason: '550 no such user', attempts: 5 } } })
    const sent = await listen(founder.enterpriseId, shows(member, 'sent'))
    await report(founder.enterpriseId, member, 'queued', 4)
    await report(founder.enterpriseId, member, 'sent', 6, { expiresAt: '2030-01-01T00:00:00.000Z' })
    expect((await sent.notice).rev).toBe(notice.rev + 1)
    const { invitation } = await rpc.call(getMember, { id: member.id })
    expect(invitation).toMatchObject({ state: 'sent', expiresAt: '2030-01-01T00:00:00.000Z' })
    expect(invitation?.reason).toBeUndefined()
  })

  it('is replaced by a new one when it is sent again, until the member has joined', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com' })
    const again = await rpc.call(resendInvitation, { id: member.id })
    expect(again.invitation).toMatchObject({ state: 'queued', attempts: 0 })
    expect(again.invitation?.id).not.toBe(member.invitation?.id)
    expect((await announced(member.id)).map((e) => e.data.invitationId)).toEqual([member.invitation?.id, again.invitation?.id])
    await org.rpc(identity).call(activateMember, { enterpriseId: founder.enterpriseId, memberId: member.id, userId: newId() })
    expect(await refusal(rpc.call(resendInvitation, { id: member.id }))).toBe('MEMBER_NOT_INVITED')
    expect(await refusal(rpc.call(revokeInvitation, { id: member.id }))).toBe('MEMBER_NOT_INVITED')
  })

  it('that was revoked lets nobody in, until a new one is sent', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com' })
    await rpc.call(revokeInvitation, { id: member.id })
    const accept = { enterpriseId: founder.enterpriseId, memberId: member.id, userId: newId() }
    expect(await refusal(org.rpc(identity).call(activateMember, accept))).toBe('NOT_FOUND')
    expect((await announced(member.id)).at(-1)).toEqual({
      name: 'org.invitation.revoked.v1',
      data: { invitationId: member.invitation?.id, memberId: member.id },
    })
    await rpc.call(resendInvitation, { id: member.id })
    await org.rpc(identity).call(activateMember, accept)
    await org.rpc(identity).call(activateMember, accept)
    expect(await rpc.call(getMember, { id: member.id })).toMatchObject({ state: 'active', invitation: { state: 'accepted' } })
    expect(await refusal(org.rpc(identity).call(activateMember, { ...accept, userId: newId() }))).toBe('NOT_FOUND')
  })
})

describe('a member', () => {
  it('who is suspended is out, and comes back as they were', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const wang = await org.employ(founder, { name: '王芳' })
    expect((await rpc.call(suspendMember, { id: wang.memberId })).state).toBe('suspended')
    expect((await rpc.call(suspendMember, { id: wang.memberId })).state).toBe('suspended')
    expect((await rpc.call(restoreMember, { id: wang.memberId })).state).toBe('active')
    expect((await announced(wang.memberId)).slice(1).map((e) => e.data.active)).toEqual([true, false, true])
  })

  it('who never joined needs a new invitation after a suspension', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const { id } = await rpc.call(inviteMember, { name: '王芳', email: 'w@example.com' })
    await rpc.call(suspendMember, { id })
    expect(await rpc.call(restoreMember, { id })).toMatchObject({ state: 'invited', invitation: { state: 'revoked' } })
  })

  it('who may do more than the actor is left alone', async () => {
    const founder = await org.found()
    const group = await org.rpc(founder).call(createPermissionGroup, {
      name: '人事',
      permissions: ['member.edit', 'member.suspend'],
      dataScope: 'enterprise',
    })
    const hr = await org.employ(founder, { name: '赵', permissionGroupId: group.id })
    const wang = await org.employ(founder, { name: '王芳', permissionGroupId: group.id })
    expect(await refusal(org.rpc(hr).call(suspendMember, { id: founder.memberId }))).toBe('FORBIDDEN')
    expect(await refusal(org.rpc(hr).call(updateMember, { id: founder.memberId, name: '谁' }))).toBe('FORBIDDEN')
    expect((await org.rpc(hr).call(suspendMember, { id: wang.memberId })).state).toBe('suspended')
  })

  it('sees the members of their data scope only', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const top = await rpc.call(createDepartment, { name: '总部' })
    const below = await rpc.call(createDepartment, { name: '一部', parentId: top.id })
    const beside = await rpc.call(createDepartment, { name: '二部' })
    const scoped = async (dataScope: 'own' | 'team' | 'department') =>
      (await rpc.call(createPermissionGroup, { name: dataScope, permissions: ['member.view'], dataScope })).id
    const [own, team, department] = [await scoped('own'), await scoped('team'), await scoped('department')]
    const one = await org.employ(founder, { name: '一', permissionGroupId: own, departmentId: below.id })
    const two = await org.employ(founder, {
      name: '二',
      permissionGroupId: team,
      departmentId: beside.id,
      teamId: one.teamIds[0],
    })
    const three = await org.employ(founder, { name: '三', permissionGroupId: department, departmentId: top.id })
    const seenBy = async (actor: MemberActor) => (await org.rpc(actor).call(listMembers, {})).items.map((m) => m.name).sort()
    expect(await seenBy(one)).toEqual(['一'])
    expect(await seenBy(two)).toEqual(['一', '二'])
    expect(await seenBy(three)).toEqual(['一', '三'])
    expect(await seenBy(founder)).toHaveLength(4)
    expect(await refusal(org.rpc(three).call(getMember, { id: two.memberId }))).toBe('NOT_FOUND')
  })
})

describe('the list of members', () => {
  it('comes in pages, by department with what is below, by state and by a piece of the name', async () => {
    const founder = await org.found()
    const rpc = org.rpc(founder)
    const top = await rpc.call(createDepartment, { name: '总部' })
    const below = await rpc.call(createDepartment, { name: '一部', parentId: top.id })
    for (let i = 0; i < 5; i++)
      await rpc.call(inviteMember, { name: `员工${i}`, email: `m${i}@example.com`, departmentId: i < 2 ? below.id : null })
    const first = await rpc.call(listMembers, { limit: 4 })
    const second = await rpc.call(listMembers, { limit: 4, after: first.next })
    expect([...first.items, ...second.items].map((m) => m.name)).toEqual(['员工4', '员工3', '员工2', '员工1', '员工0', '李总'])
    expect([first.total, second.total, second.next]).toEqual([6, 6, undefined])
    expect((await rpc.call(listMembers, { departmentId: top.id })).total).toBe(2)
    expect((await rpc.call(listMembers, { state: 'active' })).items.map((m) => m.name)).toEqual(['李总'])
    expect((await rpc.call(listMembers, { search: '工3' })).items.map((m) => m.name)).toEqual(['员工3'])
    expect((await rpc.call(listMembers, { search: '%' })).total).toBe(0)
    expect(await refusal(rpc.call(listMembers, { after: 'nonsense' }))).toBe('VALIDATION_FAILED')
  })
})
