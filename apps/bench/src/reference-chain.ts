import { fork, spawn, type ChildProcess } from 'node:child_process'
import { createSecretKey, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { JwtService } from '@nestjs/jwt'
import { connect } from 'nats'

/** Gateway and service as one would write them by hand: bare Fastify with a JWT check, raw `nats`, raw `pg` ("L3" of the performance study). */
export class ReferenceChain {
  private constructor(
    readonly url: string,
    readonly token: string,
    private readonly children: { nats: ChildProcess; gateway: ChildProcess; service: ChildProcess },
  ) {}

  /** @param path of the gateway's route, so that both answer the same address; its last part is the customer's id */
  static async start({ postgresUrl, path }: { postgresUrl: string; path: string }): Promise<ReferenceChain> {
    const secret = randomBytes(48).toString('base64')
    const bin = process.env['MIAOHUI_TEST_NATS_BIN']
    if (!bin) throw new Error('MIAOHUI_TEST_NATS_BIN is not set: benchmarks are run by `npm run bench`')
    const port = await freePort()
    const natsUrl = `nats://127.0.0.1:${port}`
    const nats = spawn(bin, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    try {
      await untilItListens(natsUrl)
      const database = new URL(postgresUrl)
      database.pathname = '/mh_messaging'
      const env = {
        PATH: process.env['PATH'],
        NATS_URL: natsUrl,
        DATABASE_URL: database.href,
        SECRET: secret,
        ROUTE: routeOf(path),
      }
      const service = await program('reference-service.js', env)
      const gateway = await program('reference-gateway.js', env)
      const key = createSecretKey(Buffer.from(secret)).export()
      const token = new JwtService({ secret: key }).sign({ sub: 'somebody', permissions: ['customer.view'] }, { expiresIn: 7200 })
      return new ReferenceChain(`http://127.0.0.1:${gateway.port}`, token, {
        nats,
        gateway: gateway.child,
        service: service.child,
      })
    } catch (error) {
      nats.kill('SIGKILL')
      throw error
    }
  }

  get natsPid(): number {
    return this.children.nats.pid!
  }

  get gatewayPid(): number {
    return this.children.gateway.pid!
  }

  get servicePid(): number {
    return this.children.service.pid!
  }

  async close(): Promise<void> {
    const running = Object.values(this.children).filter((child) => child.exitCode === null)
    for (const child of running) child.kill('SIGKILL')
    await Promise.all(running.map((child) => child.signalCode ?? once(child, 'exit')))
  }
}

/** `/api/v1/enterprises/<id>/teams/<id>/customers/<id>` with names in the place of the ids. */
const routeOf = (path: string): string =>
  path
    .replace(/enterprises\/[^/]+/, 'enterprises/:enterpriseId')
    .replace(/teams\/[^/]+/, 'teams/:teamId')
    .replace(/[^/]+$/, ':id')

async function program(file: string, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, file), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ready = once(child, 'message').then(([message]) => message as { port: number })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)}`)
  })
  failed.catch(() => undefined)
  const { port } = await Promise.race([ready, failed])
  return { child, port }
}

async function untilItListens(url: string): Promise<void> {
  for (const until = Date.now() + 10_000; ; await wait(20)) {
    try {
      return await (await connect({ servers: url })).close()
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
