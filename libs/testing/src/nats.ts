import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { declaredEvents } from '@miaohui/contracts/kernel/event'
import { randomHex } from '@miaohui/contracts/kernel/ids'
import { declaredRpcs } from '@miaohui/contracts/kernel/rpc'
import { authorizationBlock, BUS_USERS, type BusUser } from '@miaohui/platform/nats/permissions'
import { provisionStreams } from '@miaohui/platform/nats/streams'
import { connect, type NatsConnection } from 'nats'
import { requiredEnv } from './database'

export type TestNats = {
  url: string
  password: (user: BusUser) => string
  connect: (user: BusUser) => Promise<NatsConnection>
  /** Ends the server as a crash would; its data stays. */
  kill: () => Promise<void>
  start: () => Promise<void>
  /** Loses all that the server stored, as a lost disk would; nothing is made again. */
  erase: () => Promise<void>
  /** Removes stream and consumers and makes them again, empty, as a lost disk would. */
  wipe: () => Promise<void>
  close: () => Promise<void>
}

const START_MS = 10_000

/**
 * A nats-server of this spec file's own, with the users and permissions that the contracts declared so far imply. Product contracts are
 * all loaded; contracts of a spec must be imported before.
 */
export async function testNats(): Promise<TestNats> {
  await import('@miaohui/contracts/catalogue')
  const folder = await mkdtemp(join(tmpdir(), 'mh-nats-'))
  const passwords = Object.fromEntries(BUS_USERS.map((user) => [user, randomHex(12)])) as Record<BusUser, string>
  const port = await freePort()
  const url = `nats://127.0.0.1:${port}`
  const file = join(folder, 'nats.conf')
  const settings = `listen: "127.0.0.1:${port}"\nmax_payload: 8MB\njetstream { store_dir: "${folder}/js" }\n`
  await writeFile(file, settings + authorizationBlock(passwords, declaredRpcs(), declaredEvents()), { mode: 0o600 })
  let server: ChildProcess | undefined

  const open = new Set<NatsConnection>()
  const connectAs = (user: BusUser): Promise<NatsConnection> =>
    connect({
      servers: url,
      name: user,
      user,
      pass: passwords[user],
      inboxPrefix: `_INBOX_${user}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    })
  const provision = async (): Promise<void> => {
    const connection = await connectAs('provisioner')
    await provisionStreams(connection, declaredEvents()).finally(() => connection.close())
  }
  const start = async (): Promise<void> => {
    server = spawn(requiredEnv('MIAOHUI_TEST_NATS_BIN'), ['-c', file, '-l', join(folder, 'log')], { stdio: 'ignore' })
    const until = Date.now() + START_MS
    for (;;) {
      try {
        return await (await connectAs('provisioner')).close()
      } catch (error) {
        if (Date.now() > until || server.exitCode !== null)
          throw new Error(`nats-server did not start, see ${folder}/log`, { cause: error })
        await wait(15)
      }
    }
  }
  const kill = async (): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }

  const erase = async (): Promise<void> => {
    await kill()
    await rm(join(folder, 'js'), { recursive: true, force: true })
    await start()
  }

  await start()
  await provision()
  return {
    url,
    password: (user) => passwords[user],
    connect: async (user) => {
      const connection = await connectAs(user)
      open.add(connection)
      return connection
    },
    kill,
    start,
    erase,
    wipe: async () => {
      await erase()
      await provision()
    },
    close: async () => {
      // A connection that a test forgot would look for its server for ever and keep the test process alive.
      await Promise.all([...open].map((connection) => connection.close()))
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
