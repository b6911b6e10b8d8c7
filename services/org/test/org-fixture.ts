import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { foundEnterprise, resolveAccess } from '@miaohui/contracts/org/enterprise'
import { activateMember, inviteMember, type InviteMember, type Member } from '@miaohui/contracts/org/member'
import { aService } from '@miaohui/testing/actors'
import { startService, type StartedService } from '@miaohui/testing/service'
import { AppModule } from '../src/app.module'

export type Org = StartedService & {
  /** Founds an enterprise; the actor is its founder as the gateway would assert them. */
  found: (name?: string) => Promise<MemberActor>
  /** Invites and activates somebody; the actor is that member. */
  employ: (by: MemberActor, who: Partial<InviteMember>) => Promise<MemberActor>
  actorOf: (userId: string, enterpriseId: string) => Promise<MemberActor>
}

const identity = aService('identity')

export async function startOrg(): Promise<Org> {
  const service = await startService('org', AppModule)
  const actorOf = async (userId: string, enterpriseId: string): Promise<MemberActor> => {
    const m = await service.rpc(aService('gateway')).call(resolveAccess, { userId, enterpriseId })
    return {
      kind: 'member',
      userId,
      sessionId: newId(),
      enterpriseId,
      memberId: m.memberId,
      name: m.memberName,
      isSuperAdmin: m.isSuperAdmin,
      permissions: m.permissions,
      dataScope: m.dataScope,
      teamIds: m.teams.map((t) => t.id),
    }
  }
  const found = async (name = '青禾教育'): Promise<MemberActor> => {
    const enterpriseId = newId()
    const founderUserId = newId()
    const founder = { founderUserId, founderName: '李总', founderEmail: 'li@example.com' }
    await service.rpc(identity).call(foundEnterprise, { enterpriseId, name, timeZone: 'Asia/Shanghai', ...founder })
    return actorOf(founderUserId, enterpriseId)
  }
  const employ = async (by: MemberActor, who: Partial<InviteMember>): Promise<MemberActor> => {
    const member: Member = await service.rpc(by).call(inviteMember, { name: '王芳', email: `${newId()}@example.com`, ...who })
    const userId = newId()
    await service.rpc(identity).call(activateMember, { enterpriseId: by.enterpriseId, memberId: member.id, userId })
    return actorOf(userId, by.enterpriseId)
  }
  return Object.assign(service, { found, employ, actorOf })
}

/** The code of the problem that a call ends with; fails when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  throw new Error('the call was not refused')
}
