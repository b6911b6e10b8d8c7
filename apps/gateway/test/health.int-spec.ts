import { getHostingOptions } from '@miaohui/contracts/account-hosting/account'
import { getSetupStatus } from '@miaohui/contracts/identity/session'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { getLicenseSummary } from '@miaohui/contracts/license/seat'
import { listTags } from '@miaohui/contracts/messaging/tag'
import { listDepartments } from '@miaohui/contracts/org/department'
import { listAnswerSettings } from '@miaohui/contracts/sop/answer-sop'
import { eventually } from '@miaohui/testing/eventually'
import { startTestGateway, type TestGateway } from './gateway-harness'

describe('health', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
  })
  afterAll(() => gateway.close())

  it('tells a process that runs from one whose services answer', async () => {
    expect((await gateway.get('/api/health/live')).status).toBe(200)
    const answer = await gateway.get('/api/health/ready')
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({ ready: false, checks: { nats: 'ok', identity: 'failing', messaging: 'failing' } })
  })

  it('is ready as soon as every service answers, be it with a refusal', async () => {
    const refuse = () => {
      throw new Problem(commonProblems.UNAUTHENTICATED)
    }
    ;(await gateway.fake('identity')).answer(getSetupStatus, () => ({ required: true }))
    ;(await gateway.fake('org')).answer(listDepartments, refuse)
    ;(await gateway.fake('license')).answer(getLicenseSummary, refuse)
    ;(await gateway.fake('account-hosting')).answer(getHostingOptions, refuse)
    ;(await gateway.fake('messaging')).answer(listTags, refuse)
    ;(await gateway.fake('sop')).answer(listAnswerSettings, refuse)
    await eventually(async () => expect((await gateway.get('/api/health/ready')).status).toBe(200), {
      withinMs: 4000,
      everyMs: 100,
    })
  })
})
