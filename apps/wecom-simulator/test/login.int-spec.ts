import { SimulatorProcess } from '@miaohui/testing/simulator-process'
import { WorkerControlClient } from '@miaohui/puppet-protocol/worker-control-client'
import { ConnectedAccount } from './connected-account'

describe('logging in over the wire', () => {
  let simulator: SimulatorProcess
  const open: ConnectedAccount[] = []
  const create = async (): Promise<ConnectedAccount> => {
    const account = await ConnectedAccount.create(simulator)
    open.push(account)
    return account
  }
  const isWaiting = ({ status }: { status: number }): boolean => status === 2

  beforeAll(async () => {
    simulator = await SimulatorProcess.start()
  })
  afterEach(async () => {
    for (const account of open.splice(0)) account.close()
    await simulator.driver.resetKnobs()
  })
  afterAll(() => simulator.stop())

  it('shows a QR code, follows the phone and ends online with a list of customers', async () => {
    const account = await create()
    await account.client.call('Start', {})
    const { qrcode, expireTimestamp = 0 } = await account.next('SCAN')
    expect(expireTimestamp - Date.now()).toBeGreaterThan(100_000)
    await simulator.driver.scan(account.accountId, qrcode)
    expect((await account.next('SCAN')).status).toBe(3)
    await simulator.driver.confirm(account.accountId)
    expect((await account.next('SCAN')).status).toBe(4)
    const { contactId } = await account.next('LOGIN')
    await account.next('READY')
    expect((await account.client.call('CurrentUser', {})).userId).toBe(contactId)
    const { ids } = await account.client.call('ContactList', {})
    const { contactPayloads } = await account.client.call('BatchContactPayload', { ids })
    expect(contactPayloads).toHaveLength(50)
    const avatar = await fetch(contactPayloads[0]!.avatar)
    expect(avatar.headers.get('content-type')).toContain('image/svg+xml')
  })

  it('asks for the code that the phone shows, and says so when it is wrong', async () => {
    await simulator.driver.knobs({ verifyCodeProb: 1 })
    const account = await create()
    await account.client.call('Start', {})
    await account.next('SCAN')
    await simulator.driver.scan(account.accountId)
    await simulator.driver.confirm(account.accountId)
    const { id, status } = await account.next('VERIFY_CODE')
    expect(status).toBe(1)
    await account.client.call('EnterVerifyCode', { id, code: 'nonsense' })
    expect((await account.next('VERIFY_CODE')).status).toBe(3)
    await account.client.call('EnterVerifyCode', { id, code: await simulator.driver.verificationCode(account.accountId) })
    await account.next('READY')
  })

  it('lets a code expire and shows a QR code again', async () => {
    await simulator.driver.knobs({ verifyCodeProb: 1, codeTtlMs: 50 })
    const account = await create()
    await account.client.call('Start', {})
    await account.next('SCAN')
    await simulator.driver.scan(account.accountId)
    await simulator.driver.confirm(account.accountId)
    const { id } = await account.next('VERIFY_CODE')
    expect((await account.next('VERIFY_CODE')).status).toBe(2)
    await account.next('SCAN', isWaiting)
    await expect(account.client.call('EnterVerifyCode', { id, code: '1' })).rejects.toMatchObject({ code: 'VERIFY_NOT_WAITING' })
  })

  it('gives up after the last QR code that nobody scans', async () => {
    await simulator.driver.knobs({ qrTtlMs: 20, qrMaxRefresh: 2 })
    const account = await create()
    await account.client.call('Start', {})
    expect(await account.next('LOGOUT')).toEqual({ contactId: '', data: 'QR_TIMEOUT' })
    const statuses = account.events.flatMap((event) => (event.name === 'SCAN' ? [event.payload.status] : []))
    expect(statuses).toEqual([2, 5, 2, 5])
  })

  it('is thrown out by a kick and asks for a QR code at the next start', async () => {
    const account = await ConnectedAccount.online(simulator)
    open.push(account)
    await simulator.driver.knobs({ kick: { reason: 'SLOT_TAKEN' } }, { acc: account.accountId })
    expect((await account.next('LOGOUT')).data).toBe('SLOT_TAKEN')
    await expect(account.client.call('ContactList', {})).rejects.toMatchObject({ code: 'ACCOUNT_OFFLINE', retry: 'retry-later' })
    await account.client.call('Start', {})
    await account.next('SCAN', isWaiting)
  })

  it('asks whether a new device is the owner’s, and the second QR code settles it', async () => {
    const account = await ConnectedAccount.online(simulator)
    open.push(account)
    await simulator.driver.newDevice(account.accountId, 'check')
    const { messageId } = await account.next('MESSAGE')
    const card = await account.client.call('MessagePayload', { id: messageId })
    expect(JSON.parse(card.additionalInfo ?? '')).toHaveProperty('newDeviceCheck.deadline')
    await account.client.refreshQrCode()
    const { type, qrcode } = await account.next('SCAN')
    expect(type).toBe(2)
    await simulator.driver.scan(account.accountId, qrcode)
    await simulator.driver.confirm(account.accountId)
    await account.next('SCAN', ({ status }) => status === 4)
    expect(await simulator.driver.phone(account.accountId)).toMatchObject({ state: 'ONLINE', trusted: true })
  })

  it('survives a SIGKILL: online stays online, a stopped account resumes without a QR code', async () => {
    const online = await ConnectedAccount.online(simulator)
    const stopped = await ConnectedAccount.online(simulator)
    open.push(online, stopped)
    await stopped.client.call('Stop', {})
    await stopped.next('LOGOUT')
    await simulator.restart()
    expect((await simulator.driver.phone(online.accountId)).state).toBe('ONLINE')
    await simulator.driver.phoneInState(stopped.accountId, 'OFFLINE')
    const before = stopped.events.length
    await simulator.driver.addCustomers(online.accountId)
    await online.next('FRIENDSHIP')
    await stopped.client.call('Start', {})
    await stopped.next('READY')
    expect(stopped.events.slice(before).map(({ name }) => name)).not.toContain('SCAN')
  })

  it('creates an instance once however often it is asked, and forgets a deleted one', async () => {
    const control = new WorkerControlClient({ endpoint: simulator.endpoint, controlToken: simulator.controlToken })
    const spec = { accountId: 'twice', token: 'sbx_0123456789abcdef', scheme: 'workzen', region: 'shanghai' }
    const [first, second] = [await control.createInstance(spec), await control.createInstance(spec)]
    expect(second).toEqual(first)
    await expect(control.createInstance({ ...spec, accountId: 'x', region: 'mars' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    })
    await control.deleteInstance('twice')
    await control.deleteInstance('twice')
    expect((await control.listInstances()).map(({ accountId }) => accountId)).not.toContain('twice')
    control.close()
  })
})
