import { request } from 'node:http'
import { SimulatorProcess } from '@miaohui/testing/simulator-process'
import { ConnectedAccount } from './connected-account'

describe('the phone page and the admin API', () => {
  let simulator: SimulatorProcess
  beforeAll(async () => {
    simulator = await SimulatorProcess.start()
  })
  afterAll(() => simulator.stop())

  const put = (path: string, body: unknown, contentType = 'application/json') =>
    fetch(simulator.driver.url + path, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': contentType } })

  it('serves the page and all its files', async () => {
    const page = await (await fetch(simulator.driver.url)).text()
    const files = [...page.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path!)
    for (const name of ['app.js', 'i18n.js']) {
      const script = await (await fetch(`${simulator.driver.url}/page/${name}`)).text()
      files.push(...[...script.matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => `/page/${file!}`))
    }
    expect(files.length).toBeGreaterThan(6)
    for (const path of files) expect([path, (await fetch(simulator.driver.url + path)).status]).toEqual([path, 200])
    expect((await fetch(`${simulator.driver.url}/page/..%2f..%2fpackage.json`)).status).toBe(404)
  })

  it.each([
    ['an unknown knob', { set: { 'rpc.lostAck': 0.1, nonsense: 1 } }, 400, 'UNKNOWN_KNOB'],
    ['a value that does not fit', { set: { 'rpc.lostAck': 3 } }, 400, 'INVALID_KNOB'],
    ['an account that does not exist', { acc: 'nobody', set: {} }, 404, 'NOT_FOUND'],
    ['a body without a set', {}, 400, 'INVALID_REQUEST'],
  ])('refuses %s with a code and turns nothing', async (_what, body, status, code) => {
    const response = await put('/knobs', body)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code])
    const { overrides } = (await (await fetch(`${simulator.driver.url}/knobs`)).json()) as { overrides: unknown[] }
    expect(overrides).toEqual([])
  })

  it('cannot be driven by a page of another site', async () => {
    expect((await put('/knobs', { set: {} }, 'text/plain')).status).toBe(415)
    const status = await new Promise((resolve, reject) => {
      const call = request(`${simulator.driver.url}/phones`, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      )
      call.on('error', reject).end()
    })
    expect(status).toBe(403)
    expect((await fetch(`${simulator.driver.url}/phones`)).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('tells open pages what has changed', async () => {
    const account = await ConnectedAccount.online(simulator)
    const events = await fetch(`${simulator.driver.url}/events`)
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    const [customer] = await simulator.driver.addCustomers(account.accountId)
    let text = ''
    while (!text.includes(customer!.id)) text += (await reader.read()).value
    expect(text).toContain('"customers"')
    await reader.cancel()
    account.close()
  })

  it('refuses what the phone does not offer', async () => {
    const account = await ConnectedAccount.create(simulator)
    await expect(simulator.driver.scan(account.accountId)).rejects.toMatchObject({ status: 409, code: 'BAD_STATE' })
    await account.client.call('Start', {})
    await account.next('SCAN')
    await expect(simulator.driver.scan(account.accountId, 'sbx://login/other/old')).rejects.toMatchObject({ code: 'BAD_STATE' })
    await expect(simulator.driver.say('7881309999000001', 'x')).rejects.toMatchObject({ status: 404 })
    account.close()
  })

  it('lets time stand still and jump', async () => {
    await simulator.driver.clock('manual')
    const account = await ConnectedAccount.create(simulator)
    await account.client.call('Start', {})
    await simulator.driver.advance(1_000)
    const first = await account.next('SCAN')
    await simulator.driver.advance(120_000)
    expect((await account.next('SCAN', ({ status }) => status === 2)).createTimestamp).toBe(first.expireTimestamp)
    await simulator.driver.clock('real')
    account.close()
  })

  it('forgets everything when asked to', async () => {
    const account = await ConnectedAccount.online(simulator)
    const [customer] = await simulator.driver.addCustomers(account.accountId)
    await account.send(customer!.id, 'hello')
    account.close()
    await simulator.driver.clear()
    await simulator.restart()
    expect(await simulator.driver.phones()).toEqual([])
    expect(await simulator.driver.ledger()).toEqual([])
  })
})
