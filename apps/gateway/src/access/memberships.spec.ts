import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Membership } from '@miaohui/contracts/org/enterprise'
import type { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { aMembership } from '../../test/a-membership'
import type { AccessSession } from './access-tokens'
import { Memberships } from './memberships'

describe('memberships', () => {
  let now = 0
  let asked = 0
  let answer: () => Promise<Membership>
  const session = { userId: newId(), sessionId: newId(), name: '王芳', actor: {} } as AccessSession
  const membership = aMembership()
  const { enterpriseId } = membership
  const unavailable = () => Promise.reject(new Problem(commonProblems.UPSTREAM_UNAVAILABLE))

  const make = (): Memberships => {
    const rpc = {
      call: () => {
        asked++
        return answer()
      },
    } as unknown as RpcClient
    return new Memberships(rpc, () => now)
  }
  beforeEach(() => {
    now = 100_000
    asked = 0
    answer = () => Promise.resolve(membership)
  })

  it('are asked for again after five seconds', async () => {
    const memberships = make()
    await memberships.actorOf(session, enterpriseId)
    now += 5_000
    await memberships.actorOf(session, enterpriseId)
    expect(asked).toBe(1)
    now += 1
    await memberships.actorOf(session, enterpriseId)
    expect(asked).toBe(2)
  })

  it('stay good for thirty seconds while org cannot be asked, and no longer', async () => {
    const memberships = make()
    await memberships.actorOf(session, enterpriseId)
    answer = unavailable
    now += 30_000
    await expect(memberships.actorOf(session, enterpriseId)).resolves.toMatchObject({ memberId: membership.memberId })
    now += 1
    await expect(memberships.actorOf(session, enterpriseId)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', status: 503 })
  })

  it('are not asked for more than once a second while org fails', async () => {
    const memberships = make()
    await memberships.actorOf(session, enterpriseId)
    answer = unavailable
    now += 6_000
    for (let i = 0; i < 10; i++) await memberships.actorOf(session, enterpriseId)
    expect(asked).toBe(2)
    answer = () => Promise.resolve(membership)
    now += 1_000
    await memberships.actorOf(session, enterpriseId)
    expect(asked).toBe(3)
  })

  it('of somebody who is out are gone at once, even while an old answer is known', async () => {
    const memberships = make()
    await memberships.actorOf(session, enterpriseId)
    answer = () => Promise.reject(new Problem(commonProblems.NOT_FOUND))
    memberships.changed(enterpriseId)
    now += 1
    await expect(memberships.actorOf(session, enterpriseId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('know a member who just joined after a second', async () => {
    const memberships = make()
    answer = () => Promise.reject(new Problem(commonProblems.NOT_FOUND))
    await expect(memberships.actorOf(session, enterpriseId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    answer = () => Promise.resolve(membership)
    now += 1_001
    await expect(memberships.actorOf(session, enterpriseId)).resolves.toMatchObject({ enterpriseId })
  })

  it('give each session of a user an actor of its own', async () => {
    const memberships = make()
    const other = { ...session, sessionId: newId() }
    const [a, b] = [await memberships.actorOf(session, enterpriseId), await memberships.actorOf(other, enterpriseId)]
    expect([a.sessionId, b.sessionId]).toEqual([session.sessionId, other.sessionId])
    expect(await memberships.actorOf(session, enterpriseId)).toBe(a)
    expect(asked).toBe(1)
  })
})
