import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SimulatorDriver } from './simulator-driver'
import { MailBox } from './mail-box'

export const ROOT = resolve(__dirname, '../../..')

export type ProductOptions = {
  /** Kept when the product stops, so that it can be started again on it; a new one unless given. */
  dataDir?: string
  /** Flags of the launcher, such as `--split`. */
  flags?: string[]
  env?: Record<string, string>
}

type Ready = { url: string; setupUrl?: string; simulatorUrl: string; mailUrl: string; dataDir: string }
type ProcessEntry = { name: string; pid: number | null; state: string; service?: string; restarts: number }

/** The whole product as a customer runs it: `npm start` with its own servers, the simulator and the mail box. */
export class Product {
  readonly simulator: SimulatorDriver
  readonly mails: MailBox

  private constructor(
    private readonly launcher: ChildProcess,
    readonly ready: Ready,
  ) {
    this.simulator = new SimulatorDriver(ready.simulatorUrl)
    this.mails = new MailBox(ready.mailUrl)
  }

  static async start({ dataDir, flags = [], env = {} }: ProductOptions = {}): Promise<Product> {
    const folder = dataDir ?? newFolder()
    await ownPorts(join(folder, 'ports.json'))
    const readyFile = join(folder, 'ready.json')
    rmSync(readyFile, { force: true })
    const log = createWriteStream(join(folder, 'launcher.out'), { flags: 'a' })
    const launcher = spawn(process.execPath, ['deploy/dev/start.mjs', '--no-build', '--ready-file', readyFile, ...flags], {
      cwd: ROOT,
      env: {
        ...process.env,
        MIAOHUI_DATA: folder,
        MIAOHUI_PORT: String(await freePort()),
        MIAOHUI_SIMULATOR_PROFILE: 'ideal',
        MIAOHUI_WATCH_MINUTES: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // A run that ends without `stop` must not leave a product behind.
    const stopWithUs = (): void => void launcher.kill('SIGTERM')
    process.once('exit', stopWithUs)
    launcher.once('exit', () => process.off('exit', stopWithUs))
    launcher.stdout.pipe(log)
    launcher.stderr.pipe(log)
    for (const until = Date.now() + 90_000; !existsSync(readyFile); await wait(50)) {
      if (launcher.exitCode !== null || Date.now() > until) {
        throw new Error(`the product did not start:\n${readFileSync(join(folder, 'launcher.out'), 'utf8').slice(-4000)}`)
      }
    }
    return new Product(launcher, JSON.parse(readFileSync(readyFile, 'utf8')) as Ready)
  }

  get url(): string {
    return this.ready.url
  }

  get dataDir(): string {
    return this.ready.dataDir
  }

  /** Processes that the launcher supervises, as it wrote them down. */
  processes(): ProcessEntry[] {
    return JSON.parse(readFileSync(join(this.dataDir, 'processes.json'), 'utf8')) as ProcessEntry[]
  }

  /** URLs of the product's servers with the superuser's rights. */
  servers(): { postgresUrl: string; natsUrl: string; redisUrl: string } {
    return JSON.parse(readFileSync(join(this.dataDir, 'servers.json'), 'utf8')) as {
      postgresUrl: string
      natsUrl: string
      redisUrl: string
    }
  }

  secrets(): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.dataDir, 'secrets.json'), 'utf8')) as Record<string, unknown>
  }

  /** Kills a process as a crash would and waits until the launcher has brought it back. */
  async crash(name: string): Promise<void> {
    const before = this.processes().find((p) => p.name === name)
    if (!before?.pid)
      throw new Error(
        `${name} is not running: ${this.processes()
          .map((p) => p.name)
          .join(', ')}`,
      )
    process.kill(before.pid, 'SIGKILL')
    for (const until = Date.now() + 60_000; ; await wait(50)) {
      const now = this.processes().find((p) => p.name === name)
      if (now?.pid && now.pid !== before.pid && now.state === 'running') return
      if (Date.now() > until) throw new Error(`${name} did not come back`)
    }
  }

  async stop({ keepData = false } = {}): Promise<void> {
    if (this.launcher.exitCode === null) {
      const ended = once(this.launcher, 'exit')
      this.launcher.kill('SIGTERM')
      await ended
    }
    if (!keepData) rmSync(this.dataDir, { recursive: true, force: true })
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

/** Products that start at the same moment would find the same memorable ports free: each gets ports of its own, and keeps them. */
async function ownPorts(file: string): Promise<void> {
  if (existsSync(file)) return
  const names = ['postgres', 'nats', 'redis', 'simulator-grpc', 'simulator-http', 'mail-smtp', 'mail-http']
  const ports: Record<string, number> = {}
  for (const name of names) ports[name] = await freePort()
  writeFileSync(file, JSON.stringify(ports))
}

/** Run as root, the servers belong to another user, who must be able to enter. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mh-product-'))
  chmodSync(folder, 0o755)
  return folder
}
