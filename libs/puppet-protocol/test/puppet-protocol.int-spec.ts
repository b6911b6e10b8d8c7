import { once, EventEmitter } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import type { PuppetEvent } from '../src/event-types'
import { ProviderError } from '../src/provider-errors'
import { PuppetClient } from '../src/puppet-client'
import { PuppetEventLog } from '../src/puppet-event-log'
import { PuppetServer } from '../src/puppet-server'
import { TokenRegistry } from '../src/token-registry'
import { WorkerControlClient } from '../src/worker-control-client'
import { registerWorkerControl } from '../src/worker-control-server'
import { listenAsWorker, type WorkerListener } from '../src/worker-listener'

type Account = { name: string; log: PuppetEventLog }

/** A worker without any behaviour: it repeats what it is asked. */
async function startEchoWorker(port = 0) {
  const accounts = new TokenRegistry<Account>()
  const add = (token: string, epoch = 'e1'): Account => {
    const account = { name: token, log: new PuppetEventLog(epoch, 100) }
    accounts.set(token, account)
    return account
  }
  const server = new PuppetServer<Account>({
    findAccount: (token) => accounts.find(token),
    eventLog: (account) => account.log,
    eventCopies: () => 2,
    handlers: {
      CurrentUser: (account) => ({ userId: account.name }),
      MessageSendText: (_account, request, context) => {
        if (request.conversationId === 'gone') throw new ProviderError('NOT_FRIEND', '对方已删除你')
        if (request.conversationId === 'slow') return new Promise(() => undefined)
        return { id: `${request.text}/${context.idempotencyKey}` }
      },
    },
  })
  const listener = await listenAsWorker({ host: '127.0.0.1', port }, (grpc) => {
    server.register(grpc)
    registerWorkerControl(grpc, 'control', {
      CreateInstance: (request) => ({ handle: `h-${request.accountId}`, epoch: 'e' }),
      DeleteInstance: () => ({}),
      ListInstances: () => ({ instances: [] }),
      SetProxy: () => ({}),
      Drain: () => ({}),
      Stats: () => ({ accounts: 1, rss: 2, eventsPerSec: 3.5, oldestUnackedSeq: 4 }),
    })
  })
  return { add, server, listener }
}

function say(account: Account, text: string): void {
  account.log.publish(account.log.reserve('MESSAGE', { messageId: text }))
}

/** Collects what a client saw; `until` resolves when the wanted number of events is there. */
class Seen extends EventEmitter {
  readonly events: PuppetEvent[] = []
  readonly add = (batch: PuppetEvent[]): void => {
    this.events.push(...batch)
    this.emit('more')
  }
  async until(count: number): Promise<number[]> {
    while (this.events.length < count) await once(this, 'more')
    return this.events.map((event) => event.seq)
  }
}

describe('puppet protocol between our client and our worker', () => {
  let worker: Awaited<ReturnType<typeof startEchoWorker>>
  let listener: WorkerListener
  const clients: PuppetClient[] = []
  const connect = (token: string, shareChannel = true): PuppetClient => {
    const client = new PuppetClient({ endpoint: `127.0.0.1:${listener.port}`, token, shareChannel })
    clients.push(client)
    return client
  }
  const backoff = { minMs: 10, maxMs: 50 }

  beforeAll(async () => {
    worker = await startEchoWorker()
    listener = worker.listener
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
  })
  afterAll(() => listener.stop(100))

  it('keeps accounts on one connection apart by their tokens', async () => {
    worker.add('a')
    worker.add('b')
    const users = await Promise.all([connect('a').call('CurrentUser', {}), connect('b').call('CurrentUser', {})])
    expect(users.map((user) => user.userId)).toEqual(['a', 'b'])
  })

  it('refuses a token it does not know without repeating it', async () => {
    const failure = connect('stranger').call('CurrentUser', {})
    await expect(failure).rejects.toMatchObject({ code: 'BAD_TOKEN', text: '' })
  })

  it('answers UNSUPPORTED for every method a worker lacks', async () => {
    worker.add('a')
    await expect(connect('a').call('RoomList', {})).rejects.toMatchObject({ code: 'UNSUPPORTED', retry: 'definite' })
  })

  it('carries the idempotency key and business errors', async () => {
    worker.add('a')
    const client = connect('a', false)
    const sent = await client.call('MessageSendText', { conversationId: 'c', text: '你好' }, { idempotencyKey: 'k' })
    expect(sent.id).toBe('你好/k')
    await expect(client.call('MessageSendText', { conversationId: 'gone', text: '' })).rejects.toMatchObject({
      code: 'NOT_FRIEND',
    })
  })

  it('calls a send ambiguous when its deadline passes or the caller gives up', async () => {
    worker.add('a')
    const client = connect('a')
    const send = { conversationId: 'slow', text: '' }
    await expect(client.call('MessageSendText', send, { deadlineMs: 50 })).rejects.toMatchObject({ retry: 'ambiguous' })
    const signal = AbortSignal.timeout(50)
    await expect(client.call('MessageSendText', send, { signal })).rejects.toMatchObject({ retry: 'ambiguous' })
  })

  it('says that nothing was sent when no worker listens', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    probe.close()
    const client = new PuppetClient({ endpoint: `127.0.0.1:${port}`, token: 'a' })
    clients.push(client)
    await expect(client.call('CurrentUser', {})).rejects.toMatchObject({ code: 'WORKER_UNREACHABLE', retry: 'retry-later' })
  })

  it('replays what happened while the client was away and drops frames that come twice', async () => {
    const account = worker.add('replay')
    const seen = new Seen()
    say(account, '1')
    const stream = connect('replay').openEvents({ resume: { seq: 0 }, onEvents: seen.add, backoff })
    await seen.until(1)
    worker.server.cutStream(account)
    say(account, '2')
    say(account, '3')
    expect(await seen.until(3)).toEqual([1, 2, 3])
    expect(stream.position).toEqual({ seq: 3, epoch: 'e1' })
  })

  it('hands a batch over again when its handler failed', async () => {
    const account = worker.add('retry')
    const seen = new Seen()
    let failures = 2
    say(account, '1')
    connect('retry').openEvents({
      resume: { seq: 0 },
      backoff,
      onEvents: (batch) => {
        if (failures-- > 0) throw new Error('database is away')
        seen.add(batch)
      },
    })
    expect(await seen.until(1)).toEqual([1])
  })

  it('reads a new log from its beginning and reports the loss', async () => {
    const account = worker.add('epoch', 'e2')
    say(account, '1')
    const seen = new Seen()
    const greetings: boolean[] = []
    connect('epoch').openEvents({
      resume: { seq: 77, epoch: 'e1' },
      onEvents: seen.add,
      onConnected: ({ lostEvents }) => greetings.push(lostEvents),
      backoff,
    })
    expect(await seen.until(1)).toEqual([1])
    expect(greetings[0]).toBe(true)
  })

  it('reports a gap when the log no longer reaches back', async () => {
    const account = worker.add('gap')
    for (let n = 0; n < 300; n++) say(account, String(n))
    const greeting = await new Promise<{ lostEvents: boolean }>((resolve) => {
      connect('gap').openEvents({ resume: { seq: 5, epoch: 'e1' }, onEvents: () => undefined, onConnected: resolve, backoff })
    })
    expect(greeting.lostEvents).toBe(true)
  })

  it('lets the newest client win and leaves the older one closed', async () => {
    const account = worker.add('twice')
    const older = new Seen()
    const newer = new Seen()
    const replaced = new Promise<void>((resolve) => {
      connect('twice').openEvents({ resume: { seq: 0 }, onEvents: older.add, onReplaced: resolve, backoff })
    })
    say(account, '1')
    await older.until(1)
    connect('twice').openEvents({ resume: { seq: 1 }, onEvents: newer.add, backoff })
    await replaced
    say(account, '2')
    expect(await newer.until(1)).toEqual([2])
    expect(older.events).toHaveLength(1)
  })

  it('finds a connection that went silent by asking', async () => {
    worker.add('silent')
    const sockets: Socket[] = []
    const proxy = createServer((near) => {
      const far = createConnection(listener.port, '127.0.0.1')
      sockets.push(near, far)
      for (const socket of [near, far]) socket.on('error', () => undefined)
      near.pipe(far).pipe(near)
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const client = new PuppetClient({ endpoint: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, token: 'silent' })
    clients.push(client)
    const reason = await new Promise<Error>((resolve) => {
      client.openEvents({
        resume: { seq: 0 },
        onEvents: () => undefined,
        onConnected: () => sockets.forEach((socket) => socket.unpipe()),
        onDisconnected: resolve,
        heartbeat: { quietMs: 20, answerMs: 60 },
      })
    })
    expect(reason.message).toContain('no answer to Ding')
    client.close()
    sockets.forEach((socket) => socket.destroy())
    proxy.close()
  })

  it('opens the control plane only to its own token', async () => {
    const endpoint = `127.0.0.1:${listener.port}`
    const good = new WorkerControlClient({ endpoint, controlToken: 'control' })
    const bad = new WorkerControlClient({ endpoint, controlToken: 'guess' })
    try {
      await expect(good.stats()).resolves.toMatchObject({ eventsPerSec: 3.5, oldestUnackedSeq: 4 })
      await expect(
        good.createInstance({ accountId: '7', token: 't', scheme: 'workmate', region: 'beijing' }),
      ).resolves.toMatchObject({ handle: 'h-7' })
      await expect(bad.listInstances()).rejects.toMatchObject({ code: 'BAD_TOKEN' })
    } finally {
      good.close()
      bad.close()
    }
  })
})
