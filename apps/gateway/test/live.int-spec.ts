import { once } from 'node:events'
import { createConnection } from 'node:net'
import type { LiveNotice } from '@miaohui/contracts/kernel/live'
import { newId } from '@miaohui/contracts/kernel/ids'
import { eventually } from '@miaohui/testing/eventually'
import WebSocket from 'ws'
import { startTestGateway, type Person, type TestGateway } from './gateway-harness'

type Heard = { kind: string; enterpriseId?: string; notice?: LiveNotice; addresses?: string[]; version?: string }

/** A browser's socket, with everything it heard. */
class Browser {
  readonly heard: Heard[] = []
  closedWith: number | undefined

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data)) as Heard))
    socket.on('close', (code) => (this.closedWith = code))
  }

  subscribe(addresses: string[], since?: string): void {
    this.socket.send(JSON.stringify({ kind: 'subscribe', addresses, since }))
  }

  all(kind: string): Heard[] {
    return this.heard.filter((h) => h.kind === kind)
  }

  /** Resolves when the n-th answer to a subscription is there. */
  async subscribed(n = 1): Promise<string[]> {
    return eventually(() => {
      const answers = this.all('subscribed')
      expect(answers.length).toBeGreaterThanOrEqual(n)
      return answers[n - 1]!.addresses ?? []
    })
  }

  notices(): (string | undefined)[] {
    return this.all('notice').map((h) => h.notice?.id)
  }
}

describe('live notices', () => {
  let gateway: TestGateway
  const open: WebSocket[] = []
  beforeAll(async () => {
    gateway = await startTestGateway()
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()))
  afterAll(() => gateway.close())

  const ticketOf = async (person: Person) =>
    String((await gateway.send('POST', '/api/v1/live/ticket', undefined, person)).body.ticket)
  const dial = (ticket: string, headers: Record<string, string> = {}): WebSocket => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/ws?ticket=${ticket}`, { headers })
    open.push(socket)
    return socket
  }
  const connect = async (person: Person): Promise<Browser> => {
    const socket = dial(await ticketOf(person))
    const browser = new Browser(socket)
    await once(socket, 'open')
    return browser
  }
  const refusal = async (socket: WebSocket): Promise<number | undefined> => {
    socket.on('error', () => undefined)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }]
    return response.statusCode
  }

  it('come to the members of the team and to nobody else', async () => {
    const [wang, li] = [gateway.person(), gateway.person()]
    const a = gateway.join(wang, { permissions: ['chat.view'] })
    const b = gateway.join(li, { permissions: ['chat.view'] })
    const mine = `${a.enterpriseId}/team:${a.teams[0]!.id}:inbox`
    const theirs = `${b.enterpriseId}/team:${b.teams[0]!.id}:inbox`
    const browser = await connect(wang)
    browser.subscribe([
      mine,
      theirs,
      `${a.enterpriseId}/team:${b.teams[0]!.id}:inbox`,
      `${a.enterpriseId}/team:${a.teams[0]!.id}:sop`,
      'x',
    ])
    expect(await browser.subscribed()).toEqual([mine])
    await gateway.notify(b.enterpriseId, { topic: `team:${b.teams[0]!.id}:inbox`, type: 'conversation.changed' })
    const notice = await gateway.notify(a.enterpriseId, {
      topic: `team:${a.teams[0]!.id}:inbox`,
      type: 'conversation.changed',
      patch: { unread: 2 },
    })
    await eventually(() => expect(browser.notices()).toEqual([notice.id]))
    expect(browser.heard[0]).toMatchObject({ kind: 'hello', version: expect.any(String) as string })
    expect(browser.all('notice')[0]).toEqual({ kind: 'notice', enterpriseId: a.enterpriseId, notice })
  })

  it('about the organisation come only to those who may see the record', async () => {
    const person = gateway.person()
    const { enterpriseId } = gateway.join(person, { permissions: ['team.view'] })
    const browser = await connect(person)
    browser.subscribe([`${enterpriseId}/enterprise:org`, `${enterpriseId}/enterprise:license`])
    expect(await browser.subscribed()).toEqual([`${enterpriseId}/enterprise:org`])
    await gateway.notify(enterpriseId, { topic: 'enterprise:org', type: 'member.changed', patch: { email: 'li@example.com' } })
    const seen = await gateway.notify(enterpriseId, { topic: 'enterprise:org', type: 'team.changed' })
    await eventually(() => expect(browser.notices()).toEqual([seen.id]))
  })

  it('missed while the line was down are handed over, or the browser is told to read anew', async () => {
    const person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { permissions: ['chat.view', 'broadcast.view'] })
    const [inbox, broadcast] = [`team:${teams[0]!.id}:inbox`, `team:${teams[0]!.id}:broadcast`]
    const first = await connect(person)
    first.subscribe([`${enterpriseId}/${inbox}`])
    await first.subscribed()
    const seen = await gateway.notify(enterpriseId, { topic: inbox, type: 'conversation.changed' })
    await eventually(() => expect(first.notices()).toEqual([seen.id]))
    first.socket.terminate()
    const missed = await gateway.notify(enterpriseId, { topic: inbox, type: 'conversation.changed' })
    await gateway.notify(enterpriseId, { topic: broadcast, type: 'broadcast.changed' })
    const second = await connect(person)
    second.subscribe([`${enterpriseId}/${inbox}`], seen.id)
    await eventually(() => expect(second.notices()).toEqual([missed.id]))
    expect(second.all('resync')).toEqual([])
    second.subscribe([`${enterpriseId}/${inbox}`], newId())
    await eventually(() => expect(second.all('resync')).toHaveLength(1))
  })

  it('need a ticket that was asked for with a session and not used before', async () => {
    const person = gateway.person()
    gateway.join(person)
    expect((await gateway.send('POST', '/api/v1/live/ticket')).status).toBe(401)
    const ticket = await ticketOf(person)
    await once(dial(ticket), 'open')
    expect(await refusal(dial(ticket))).toBe(401)
    expect(await refusal(dial('guessed'))).toBe(401)
    expect(await refusal(dial(person.token))).toBe(401)
  })

  it('survive an upgrade to an address that nobody can read', async () => {
    for (const path of ['//', '/api/v1/me', '/ws%00']) {
      const { hostname, port } = new URL(gateway.url)
      const socket = createConnection({ host: hostname, port: Number(port) })
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      expect(String(answer)).toMatch(/^HTTP\/1\.1 40[04] /)
      socket.destroy()
    }
    expect((await gateway.get('/api/health/live')).status).toBe(200)
  })

  it('are cut while nobody can say who listens, so that the browser asks again', async () => {
    const person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { permissions: ['chat.view'] })
    const browser = await connect(person)
    gateway.orgAway(true)
    browser.subscribe([`${enterpriseId}/team:${teams[0]!.id}:inbox`])
    await eventually(() => expect(browser.closedWith).toBe(1013))
    gateway.orgAway(false)
  })

  it('are not for pages of other sites', async () => {
    const person = gateway.person()
    gateway.join(person)
    expect(await refusal(dial(await ticketOf(person), { origin: 'https://evil.example' }))).toBe(403)
    await once(dial(await ticketOf(person), { origin: 'http://localhost:8080' }), 'open')
  })

  it('end within seconds for a member who was suspended', async () => {
    const person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { permissions: ['chat.view'] })
    const browser = await connect(person)
    browser.subscribe([`${enterpriseId}/team:${teams[0]!.id}:inbox`])
    await browser.subscribed()
    gateway.leave(person, enterpriseId)
    await gateway.notify(enterpriseId, { topic: 'enterprise:org', type: 'member.changed' })
    await eventually(() => expect(browser.closedWith).toBe(4403), { withinMs: 7000 })
  }, 10_000)

  it('end with the access token they were opened with, and when the person signs out', async () => {
    const short = gateway.person({ expiresInS: 2 })
    gateway.join(short)
    const expiring = await connect(short)
    const person = gateway.person()
    gateway.join(person)
    const leaving = await connect(person)
    const answer = await gateway.send('POST', '/api/v1/auth/logout', undefined, person, { 'x-requested-with': 'miaohui' })
    expect(answer.status).toBe(204)
    await eventually(() => expect(leaving.closedWith).toBe(4401), { withinMs: 500 })
    await eventually(() => expect(expiring.closedWith).toBe(4401), { withinMs: 9000 })
  }, 12_000)

  it('are cut for a browser that talks too much', async () => {
    const person = gateway.person()
    gateway.join(person)
    const browser = await connect(person)
    for (let i = 0; i < 60; i++) browser.socket.send('{}')
    await eventually(() => expect([1008, 1006]).toContain(browser.closedWith))
  })

  it('also come as server-sent events', async () => {
    const person = gateway.person()
    const { enterpriseId, teams } = gateway.join(person, { permissions: ['chat.view'] })
    const topic = `team:${teams[0]!.id}:inbox`
    const stop = new AbortController()
    const response = await fetch(`${gateway.url}/api/events?address=${enterpriseId}/${topic}&address=${newId()}/enterprise:org`, {
      headers: { authorization: `Bearer ${person.token}` },
      signal: stop.signal,
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (part: string): Promise<void> => {
      while (!text.includes(part)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended without ${part}`)
        text += value
      }
    }
    await until('"subscribed"')
    const notice = await gateway.notify(enterpriseId, { topic, type: 'conversation.changed' })
    await until(notice.id)
    await until(`${JSON.stringify(notice)}}\n\n`)
    expect(text).toContain(`id: ${notice.id}\ndata: {"kind":"notice"`)
    expect(text.match(/"addresses":\[[^\]]*\]/)?.[0]).toBe(`"addresses":["${enterpriseId}/${topic}"]`)
    stop.abort()
    expect((await gateway.get('/api/events')).status).toBe(401)
  })

  it('say "read anew" after the bus was away', async () => {
    const person = gateway.person()
    gateway.join(person)
    const browser = await connect(person)
    await gateway.nats.kill()
    await gateway.nats.start()
    await eventually(() => expect(browser.all('resync').length).toBeGreaterThan(0))
  }, 15_000)
})
