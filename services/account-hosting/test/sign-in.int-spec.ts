import {
  createAccount,
  enterVerifyCode,
  getAccount,
  getHostingOptions,
  listAccounts,
  listAccountTimeline,
  refreshQr,
  removeAccount,
  startAccount,
  stopAccount,
} from '@miaohui/contracts/account-hosting/account'
import { accountChanged, accountRemoved } from '@miaohui/contracts/account-hosting/events'
import { newId } from '@miaohui/contracts/kernel/ids'
import { liveSubject } from '@miaohui/contracts/kernel/live'
import { aMember, aSuperAdmin } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { SweepSetups } from '../src/accounts/sweep-setups'
import { refusal, startLab, type Lab } from './hosting-lab'

let lab: Lab
const phone = () => lab.simulator.driver
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.close())
afterEach(async () => {
  await phone().resetKnobs()
  const { items } = await lab.console().call(listAccounts, { limit: 100 })
  for (const { id, teamId } of items) await lab.console().call(removeAccount, { id, teamId })
})
const withCode = () => phone().knobs({ verifyCodeProb: 1 })
async function waitingForCode(): Promise<string> {
  await withCode()
  const { id } = await lab.create()
  await lab.until(id, 'qr')
  await phone().scan(id)
  await phone().confirm(id)
  await lab.until(id, 'verify-code')
  return id
}
const enter = (id: string, code: string) => lab.console().call(enterVerifyCode, { id, teamId: lab.teamId, code })
const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000')

describe('hosting an account', () => {
  it('shows the QR code, asks for the code, and is online with the name of the phone’s owner', async () => {
    await withCode()
    const created = await lab.create()
    expect(created).toMatchObject({ state: 'starting', reason: null, name: null, scheme: 'workmate', region: 'beijing' })
    expect(lab.license.seats.has(created.id)).toBe(true)
    const { qr } = await lab.until(created.id, 'qr')
    expect(qr).toMatchObject({ purpose: 'login', status: 'waiting', renewals: 0 })
    await phone().scan(created.id, qr?.content)
    expect((await lab.until(created.id, 'scanned')).qr?.status).toBe('scanned')
    await phone().confirm(created.id)
    const asked = await lab.until(created.id, 'verify-code')
    expect(asked.verifyCode).toMatchObject({ status: 'waiting', attemptsLeft: 3 })
    const judged = await enter(created.id, await phone().verificationCode(created.id))
    expect(['logging-in', 'syncing', 'online']).toContain(judged.state)
    const online = await lab.until(created.id, 'online')
    const owner = await phone().phone(created.id)
    expect(online).toMatchObject({ name: owner.name, providerUserId: owner.selfId, reason: null })
    expect(online.qr).toBeUndefined()
    const watch = Date.parse(online.watchUntil!) - Date.now()
    expect(watch).toBeGreaterThan(58 * 60_000)
    expect(lab.license.seats.get(created.id)?.identity).toContain(owner.selfId)
    const states = (await lab.announced(accountChanged, created.id)).map((change) => change.state)
    expect(states).toEqual(
      ['starting', 'qr', 'scanned', 'verify-code', 'logging-in', 'syncing', 'online'].filter((s) => states.includes(s as never)),
    )
    expect((await lab.announced(accountChanged, created.id)).at(-1)).toMatchObject({
      state: 'online',
      connected: true,
      name: owner.name,
    })
    const { items } = await lab.console().call(listAccountTimeline, { id: created.id, teamId: lab.teamId })
    expect(items.map((entry) => entry.state)).toEqual(
      expect.arrayContaining(['online', 'verify-code', 'qr', 'starting', 'created']),
    )
    expect(items[0]?.state).toBe('online')
  })

  it('tells a wrong code with the tries that are left, and goes on with the right one', async () => {
    const id = await waitingForCode()
    const code = await phone().verificationCode(id)
    const wrong = await refusal(enter(id, wrongFor(code)))
    expect({ code: wrong.code, meta: wrong.meta }).toEqual({ code: 'VERIFY_CODE_WRONG', meta: { attemptsLeft: 2 } })
    expect((await lab.account(id)).verifyCode).toMatchObject({ status: 'wrong', attemptsLeft: 2 })
    await enter(id, code)
    await lab.until(id, 'online')
  })

  it('shows a new QR code after the third wrong code', async () => {
    const id = await waitingForCode()
    const wrong = wrongFor(await phone().verificationCode(id))
    for (const attemptsLeft of [2, 1, 0]) expect((await refusal(enter(id, wrong))).meta).toEqual({ attemptsLeft })
    await lab.until(id, 'qr')
    expect((await refusal(enter(id, wrong))).code).toBe('NO_CODE_ASKED')
  })

  it('says that a code has expired', async () => {
    await phone().knobs({ codeTtlMs: 300 })
    const id = await waitingForCode()
    const code = await phone().verificationCode(id)
    expect((await lab.until(id, 'qr')).verifyCode).toMatchObject({ status: 'expired' })
    expect((await refusal(enter(id, code))).code).toBe('VERIFY_CODE_EXPIRED')
  })

  it('renews a QR code that nobody scans and gives up in the end, keeping the seat', async () => {
    await phone().knobs({ qrTtlMs: 250, qrMaxRefresh: 3 })
    const { id } = await lab.create()
    const first = await lab.until(id, 'qr')
    await eventually(async () => expect((await lab.account(id)).qr?.renewals).toBeGreaterThan(first.qr!.renewals))
    expect(await lab.until(id, 'offline')).toMatchObject({ reason: 'qr-timeout' })
    expect(lab.license.seats.has(id)).toBe(true)
    expect((await refusal(lab.console().call(refreshQr, { id, teamId: lab.teamId }))).code).toBe('QR_LIMIT')
    await phone().resetKnobs()
    await lab.console().call(startAccount, { id, teamId: lab.teamId })
    await lab.until(id, 'qr')
  })

  it('shows another QR code when asked for one', async () => {
    const { id } = await lab.create()
    const before = await lab.until(id, 'qr')
    const after = await lab.console().call(refreshQr, { id, teamId: lab.teamId })
    expect(after.qr?.content).not.toBe(before.qr?.content)
    expect(after.qr?.status).toBe('waiting')
  })

  it('goes back to the QR code when the phone cancels', async () => {
    const { id } = await lab.create()
    await lab.until(id, 'qr')
    await phone().scan(id)
    await lab.until(id, 'scanned')
    await phone().cancel(id)
    expect((await lab.until(id, 'qr')).qr).toMatchObject({ status: 'waiting', renewals: 1 })
  })

  it('shows why it was thrown out', async () => {
    const { id } = await lab.online()
    await phone().knobs({ kick: { reason: 'SLOT_TAKEN' } }, { acc: id })
    expect(await lab.until(id, 'offline')).toMatchObject({ reason: 'slot-taken' })
    expect((await lab.announced(accountChanged, id)).at(-1)).toMatchObject({
      state: 'offline',
      connected: false,
      reason: 'slot-taken',
    })
  })

  it('stops and starts again without a QR code', async () => {
    const { id } = await lab.online()
    const stopped = await lab.console().call(stopAccount, { id, teamId: lab.teamId })
    expect(stopped).toMatchObject({ state: 'offline', reason: 'user-stopped' })
    const states: string[] = []
    const listener = await lab.nats.connect('gateway')
    listener.subscribe(liveSubject(lab.member.enterpriseId, `team:${lab.teamId}:account`), {
      callback: (_error, message) => states.push((message.json() as { patch: { state: string } }).patch.state),
    })
    await listener.flush()
    await lab.console().call(startAccount, { id, teamId: lab.teamId })
    await lab.until(id, 'online')
    await eventually(() => expect(states).toContain('online'))
    expect(states).not.toContain('qr')
    await listener.close()
  })

  it('survives the check of a new device: second QR code, scan, confirm', async () => {
    const { id } = await lab.online()
    await phone().newDevice(id, 'check')
    const checked = await lab.until(id, 'new-device-check')
    const left = Date.parse(checked.deadlineAt!) - Date.now()
    expect(left).toBeGreaterThan(110_000)
    expect(left).toBeLessThanOrEqual(120_000)
    const shown = await lab.console().call(startAccount, { id, teamId: lab.teamId })
    expect(shown).toMatchObject({
      state: 'verify-qr',
      qr: { purpose: 'verify', status: 'waiting' },
      deadlineAt: checked.deadlineAt,
    })
    await phone().scan(id, shown.qr?.content)
    await lab.until(id, 'verify-scanned')
    await phone().confirm(id)
    await lab.until(id, 'online')
  })

  it('goes offline when nobody answers the check', async () => {
    const { id } = await lab.online()
    await phone().knobs({ newDeviceDeadlineMs: 300 })
    await phone().newDevice(id, 'check')
    expect(await lab.until(id, 'offline')).toMatchObject({ reason: 'new-device-timeout' })
  })

  it('signs out an identity that holds another seat already', async () => {
    const { id } = await lab.create()
    await lab.until(id, 'qr')
    lab.license.refuseIdentities = true
    await phone().scan(id)
    await phone().confirm(id)
    expect(await lab.until(id, 'offline')).toMatchObject({ reason: 'identity-taken' })
    lab.license.refuseIdentities = false
    await eventually(async () => expect((await phone().phone(id)).state).toBe('OFFLINE'))
  })
})

describe('seats and accounts', () => {
  it('are five for a hundred who host at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => lab.create()))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(5)
    const codes = results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as { code: string }).code] : []))
    expect(new Set(codes)).toEqual(new Set(['SEAT_EXHAUSTED']))
    expect((await lab.console().call(listAccounts, { limit: 100 })).items).toHaveLength(5)
    expect(lab.license.seats.size).toBe(5)
  })

  it('are one for a wish that is sent twice', async () => {
    const idempotencyKey = newId()
    const accounts = await Promise.all([
      lab.create({ idempotencyKey }),
      lab.create({ idempotencyKey }),
      lab.create({ idempotencyKey }),
    ])
    expect(new Set(accounts.map((account) => account.id)).size).toBe(1)
    expect(lab.license.seats.size).toBe(1)
    expect((await refusal(lab.create({ idempotencyKey, region: 'shanghai' }))).code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it('are free again when the worker cannot be reached', async () => {
    await lab.simulator.kill()
    expect((await refusal(lab.create())).code).toBe('WORKER_UNAVAILABLE')
    expect(lab.license.seats.size).toBe(0)
    expect((await lab.console().call(listAccounts, {})).items).toEqual([])
    await lab.simulator.restart()
    await lab.until((await eventually(() => lab.create())).id, 'qr')
  })

  it('are free again when the account is removed, which everybody is told', async () => {
    const { id } = await lab.online()
    await lab.console().call(removeAccount, { id, teamId: lab.teamId })
    expect(lab.license.seats.has(id)).toBe(false)
    expect((await refusal(lab.account(id))).code).toBe('NOT_FOUND')
    expect(await lab.announced(accountRemoved, id)).toEqual([{ accountId: id, teamId: lab.teamId }])
    await expect(phone().phone(id)).rejects.toThrow()
  })

  it('are given back later when the licence cannot be reached now', async () => {
    const { id } = await lab.create()
    lab.license.refuseReleases = true
    await lab.console().call(removeAccount, { id, teamId: lab.teamId })
    await lab.simulator.kill()
    expect((await refusal(lab.create())).code).toBe('WORKER_UNAVAILABLE')
    expect((await lab.console().call(listAccounts, {})).items).toEqual([])
    expect(lab.license.seats.size).toBe(2)
    const sweeper = lab.service.get(SweepSetups)
    expect(await sweeper.execute(0)).toBe(0)
    lab.license.refuseReleases = false
    await lab.simulator.restart()
    await eventually(async () => {
      await sweeper.execute(0)
      expect(lab.license.seats.size).toBe(0)
    })
    await eventually(async () => {
      await sweeper.execute(0)
      await expect(phone().phone(id)).rejects.toThrow()
    })
  }, 20_000)

  it('refuse a region that no worker offers', async () => {
    expect((await refusal(lab.create({ region: 'chengdu' }))).code).toBe('SCHEME_UNSUPPORTED')
    const { schemes } = await lab.console().call(getHostingOptions, {})
    expect(schemes).toContainEqual({ scheme: 'workmate', regions: ['beijing', 'shanghai', 'hangzhou'] })
  })

  it('of another team or enterprise are answered like accounts that do not exist', async () => {
    const { id } = await lab.create()
    const stranger = aSuperAdmin({ teamIds: [lab.teamId] })
    const colleague = aMember({ enterpriseId: lab.member.enterpriseId })
    const unknown = await refusal(lab.console().call(getAccount, { id: newId(), teamId: lab.teamId }))
    for (const actor of [stranger, colleague]) {
      const problem = await refusal(lab.service.rpc(actor).call(getAccount, { id, teamId: lab.teamId }))
      expect(problem.toWire()).toEqual(unknown.toWire())
    }
    expect((await lab.service.rpc(stranger).call(listAccounts, {})).items).toEqual([])
    expect((await lab.service.rpc(colleague).call(listAccounts, {})).items).toEqual([])
    const viewer = aMember({ enterpriseId: lab.member.enterpriseId, teamIds: [lab.teamId], permissions: ['account.view'] })
    const wish = {
      teamId: lab.teamId,
      platform: 'wecom',
      scheme: 'workmate',
      region: 'beijing',
      idempotencyKey: newId(),
    } as const
    expect((await refusal(lab.service.rpc(viewer).call(createAccount, wish))).code).toBe('FORBIDDEN')
    expect((await lab.service.rpc(viewer).call(listAccounts, {})).items).toHaveLength(1)
  })
})
