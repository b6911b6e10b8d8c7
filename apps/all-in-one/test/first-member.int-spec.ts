import { generateKeyPairSync } from 'node:crypto'
import { acceptInvitation, previewInvitation } from '@miaohui/contracts/identity/invitation'
import { completeSetup, getSetupStatus, refreshSession, signIn } from '@miaohui/contracts/identity/session'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { createDepartment } from '@miaohui/contracts/org/department'
import { getEnterpriseOverview, listMemberships, resolveAccess } from '@miaohui/contracts/org/enterprise'
import { getMember, inviteMember, resendInvitation, revokeInvitation, suspendMember } from '@miaohui/contracts/org/member'
import { listPermissionGroups, updatePermissionGroup } from '@miaohui/contracts/org/permission-group'
import { AppModule as IdentityModule } from '@miaohui/identity/app.module'
import { AppModule as OrgModule } from '@miaohui/org/app.module'
import { aService, aUser, thePublic } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { testMailServer, type ReceivedMail, type TestMailServer } from '@miaohui/testing/mail-server'
import { testNats, type TestNats } from '@miaohui/testing/nats'
import { startService, type Caller, type StartedService } from '@miaohui/testing/service'

const SETUP_TOKEN = 'set-up-token-for-tests'
const PASSWORD = 'Sonnen-Blume-42'

let nats: TestNats
let mail: TestMailServer
let identity: StartedService
let org: StartedService
let visitor: Caller

beforeAll(async () => {
  ;[nats, mail] = await Promise.all([testNats(), testMailServer()])
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const env = {
    MIAOHUI_SETUP_TOKEN: SETUP_TOKEN,
    MIAOHUI_ACCESS_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    MIAOHUI_SMTP_URL: mail.url,
  }
  identity = await startService('identity', IdentityModule, { nats, env })
  org = await startService('org', OrgModule, { nats })
  visitor = identity.rpc(thePublic)
}, 60_000)
afterAll(async () => {
  await identity.close()
  await org.close()
  await nats.close()
  await mail.stop()
})

/** What the gateway makes of a user at work in an enterprise. */
async function atWork(userId: string, enterpriseId: string): Promise<MemberActor> {
  const access = await org.rpc(aService('gateway')).call(resolveAccess, { userId, enterpriseId })
  const { memberId, memberName: name, isSuperAdmin, permissions, dataScope, teams } = access
  const teamIds = teams.map((t) => t.id)
  return {
    kind: 'member',
    userId,
    sessionId: newId(),
    enterpriseId,
    memberId,
    name,
    isSuperAdmin,
    permissions,
    dataScope,
    teamIds,
  }
}

const tokenIn = ({ text }: ReceivedMail): string => /\/invite#([\w-]+)/.exec(text)?.[1] ?? ''
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'succeeded',
    (error: { code?: string }) => error.code ?? String(error),
  )

describe('from an empty installation to the first member at work', () => {
  let founder: MemberActor

  it('the set-up link makes the first operator, who is super administrator of the first enterprise', async () => {
    expect((await visitor.call(getSetupStatus, {})).required).toBe(true)
    const person = { name: '李总', email: 'li@example.com', password: PASSWORD, enterpriseName: '青禾教育' }
    const session = await visitor.call(completeSetup, { token: SETUP_TOKEN, ...person })
    const self = aUser({ userId: session.user.id })
    const { items } = await org.rpc(self).call(listMemberships, { userId: session.user.id })
    expect(items).toEqual([
      expect.objectContaining({ enterpriseName: '青禾教育', isSuperAdmin: true, permissionGroupName: '超级管理员' }),
    ])
    founder = await atWork(session.user.id, items[0]!.enterpriseId)
  })

  it('the founder edits 普通员工, makes departments and adds a member, whose invitation is mailed', async () => {
    const rpc = org.rpc(founder)
    const sales = (await rpc.call(listPermissionGroups, {})).items.find((g) => g.name === '普通员工')!
    const { id, version, name, permissions } = sales
    await rpc.call(updatePermissionGroup, { id, version, name, permissions: [...permissions, 'license.view'], dataScope: 'team' })
    const root = await rpc.call(createDepartment, { name: '总部' })
    const child = await rpc.call(createDepartment, { name: '销售部', parentId: root.id })
    const member = await rpc.call(inviteMember, { name: '王芳', email: 'wang@example.com', departmentId: child.id })
    expect(member.teams.map((t) => t.name)).toEqual(['王芳的小组'])
    const received = await mail.next('wang@example.com')
    expect(received.subject).toContain('青禾教育')
    await eventually(async () => expect((await rpc.call(getMember, { id: member.id })).invitation?.state).toBe('sent'))
    const { opening } = await rpc.call(getEnterpriseOverview, {})
    expect(opening).toEqual({ permissionGroup: true, departments: true, members: true, invitations: true })
  })

  it('the member opens the link, sets a password and is at work in their team', async () => {
    const token = tokenIn(mail.mails.at(-1)!)
    expect(await visitor.call(previewInvitation, { token })).toMatchObject({ inviterName: '李总', teamName: '王芳的小组' })
    const session = await visitor.call(acceptInvitation, { token, password: PASSWORD })
    const wang = await atWork(session.user.id, session.enterpriseId)
    expect(wang).toMatchObject({ name: '王芳', isSuperAdmin: false, dataScope: 'team' })
    expect(wang.teamIds).toHaveLength(1)
    expect(wang.permissions).toContain('license.view')
    expect((await atWork(founder.userId, founder.enterpriseId)).teamIds).toEqual(wang.teamIds)
    const member = await org.rpc(founder).call(getMember, { id: wang.memberId })
    expect(member).toMatchObject({ state: 'active', invitation: { state: 'accepted' } })
  })

  it('a member who is suspended is out of the enterprise and signed out', async () => {
    const session = await visitor.call(signIn, { email: 'wang@example.com', password: PASSWORD })
    const wang = await atWork(session.user.id, founder.enterpriseId)
    await org.rpc(founder).call(suspendMember, { id: wang.memberId })
    expect(await codeOf(atWork(wang.userId, founder.enterpriseId))).toBe('NOT_FOUND')
    let { refreshToken } = session
    await eventually(async () => {
      const ended = await visitor.call(refreshSession, { refreshToken }).then(
        (next) => void (refreshToken = next.refreshToken),
        (error: { code: string }) => error.code,
      )
      expect(ended).toBe('SESSION_EXPIRED')
    })
  })

  it('an invitation that was sent again or revoked leaves only the newest link, or none', async () => {
    const rpc = org.rpc(founder)
    const { id } = await rpc.call(inviteMember, { name: '赵六', email: 'zhao@example.com' })
    const first = tokenIn(await mail.next('zhao@example.com'))
    await rpc.call(resendInvitation, { id })
    const second = tokenIn(await mail.next('zhao@example.com'))
    expect(await codeOf(visitor.call(acceptInvitation, { token: first, password: PASSWORD }))).toBe('INVITATION_INVALID')
    await rpc.call(revokeInvitation, { id })
    expect(await codeOf(visitor.call(acceptInvitation, { token: second, password: PASSWORD }))).toBe('INVITATION_INVALID')
  })

  it('a mail server that was down gets one mail when it is back', async () => {
    await mail.stop()
    const rpc = org.rpc(founder)
    const { id } = await rpc.call(inviteMember, { name: '孙七', email: 'sun@example.com' })
    await eventually(async () =>
      expect((await rpc.call(getMember, { id })).invitation).toMatchObject({ state: 'queued', attempts: 1 }),
    )
    await mail.start()
    const received = await mail.next('sun@example.com')
    await eventually(async () => expect((await rpc.call(getMember, { id })).invitation?.state).toBe('sent'))
    expect(mail.mails.filter((m) => m.to.includes('sun@example.com'))).toEqual([received])
  }, 20_000)
})
