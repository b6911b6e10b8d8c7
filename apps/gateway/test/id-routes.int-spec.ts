import { newId } from '@miaohui/contracts/kernel/ids'
import { ALL_PERMISSIONS } from '@miaohui/contracts/permissions'
import { idRoutes, swaps } from '@miaohui/testing/id-routes'
import { startTestGateway, type TestGateway } from './gateway-harness'

describe('every published route that takes an id', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
  })
  afterAll(() => gateway.close())

  it('is in the list', () => {
    expect(idRoutes().length).toBeGreaterThan(70)
  })

  it('answers foreign, unknown and malformed enterprises and teams with one and the same 404', async () => {
    const [mine, theirs] = [gateway.person(), gateway.person()]
    const a = gateway.join(mine, { permissions: [...ALL_PERMISSIONS] })
    const b = gateway.join(theirs, { permissions: [...ALL_PERMISSIONS] })
    const ids = { id: newId(), memberId: newId(), accountId: newId() }
    const own = { ...ids, enterpriseId: a.enterpriseId, teamId: a.teams[0]!.id }
    const others = {
      foreign: { enterpriseId: b.enterpriseId, teamId: b.teams[0]!.id },
      unknown: { enterpriseId: newId(), teamId: newId() },
      malformed: { enterpriseId: 'x', teamId: 'x', id: 'x', memberId: 'x', accountId: 'x' },
    }
    const bodies = new Set<string>()
    for (const route of idRoutes().filter((r) => !r.isPublic)) {
      for (const { what, address } of swaps(route, own, others)) {
        const answer = await gateway.send(route.method, address, route.takesBody ? {} : undefined, mine)
        expect([route.operationId, what, answer.status]).toEqual([route.operationId, what, 404])
        bodies.add(answer.text.replace(String(answer.body.requestId), ''))
      }
    }
    expect(bodies.size).toBe(1)
  })

  it('answers nobody without a session', async () => {
    const ids = { enterpriseId: newId(), teamId: newId(), id: newId(), memberId: newId(), accountId: newId() }
    for (const route of idRoutes().filter((r) => !r.isPublic)) {
      const [first] = swaps(route, ids, { same: ids })
      const answer = await gateway.send(route.method, first!.address, route.takesBody ? {} : undefined)
      expect([route.operationId, answer.status]).toEqual([route.operationId, 401])
    }
  })

  it('refuses a member without its permission before any service is asked', async () => {
    const person = gateway.person()
    const m = gateway.join(person)
    const ids = { enterpriseId: m.enterpriseId, teamId: m.teams[0]!.id, id: newId(), memberId: newId(), accountId: newId() }
    for (const route of idRoutes().filter((r) => r.permission)) {
      const [first] = swaps(route, ids, { same: ids })
      const answer = await gateway.send(route.method, first!.address, route.takesBody ? {} : undefined, person)
      expect([route.operationId, answer.status, answer.body.meta]).toEqual([
        route.operationId,
        403,
        { permission: route.permission },
      ])
    }
  })
})
