import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { SimulatorDriver } from './simulator-driver'

export type SimulatorOptions = {
  /** `ideal` (the default) waits little and does nothing that it is not asked for. */
  profile?: 'ideal' | 'typical' | 'demo'
  seed?: string
  /** Kept when given; else a new folder, removed by `stop`. */
  dataFolder?: string
  controlToken?: string
  grpcPort?: number
  httpPort?: number
  /** `source` needs no build. Default: `source`. */
  from?: 'source' | 'dist'
}
/** A simulator in a process of its own. */
export class SimulatorProcess {
  driver = new SimulatorDriver('')
  /** host:port of the hosting worker. */
  endpoint = ''
  private child: ChildProcess | undefined

  private constructor(
    private readonly options: SimulatorOptions,
    readonly dataFolder: string,
    readonly controlToken: string,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<SimulatorProcess> {
    const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'miaohui-simulator-')))
    const simulator = new SimulatorProcess(options, dataFolder, options.controlToken ?? 'control-token-of-a-test')
    await simulator.launch()
    return simulator
  }

  /** Kills the process without any warning. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  /** Starts it again on the same data and, so that clients find it, on the same ports. */
  async restart(): Promise<void> {
    await this.end('SIGKILL')
    await this.launch()
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM')
    if (this.options.dataFolder === undefined) await rm(this.dataFolder, { recursive: true, force: true })
  }

  private async launch(): Promise<void> {
    const app = join(workspaceRoot(), 'apps', 'wecom-simulator')
    const source = this.options.from !== 'dist'
    const args = source ? ['--conditions=@miaohui/source', join(app, 'run-source.cjs')] : [join(app, 'dist', 'main.js')]
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        MIAOHUI_SIMULATOR_CONTROL_TOKEN: this.controlToken,
        MIAOHUI_SIMULATOR_DATA: this.dataFolder,
        MIAOHUI_SIMULATOR_PROFILE: this.options.profile ?? 'ideal',
        MIAOHUI_SIMULATOR_SEED: this.options.seed ?? '1',
        MIAOHUI_SIMULATOR_GRPC_PORT: this.endpoint.split(':')[1] ?? String(this.options.grpcPort ?? 0),
        MIAOHUI_SIMULATOR_HTTP_PORT: this.driver.url.split(':')[2] ?? String(this.options.httpPort ?? 0),
      },
    })
    this.child = child
    // A test run that ends without `stop` must not leave a simulator behind.
    const killWithUs = (): void => void child.kill('SIGKILL')
    process.once('exit', killWithUs)
    child.once('exit', () => process.off('exit', killWithUs))
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)))
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`the simulator ended with ${String(code)}: ${errors}`)
    })
    const ready = once(createInterface(child.stdout), 'line').then(
      ([line]) => JSON.parse(String(line)) as { grpc: number; http: number },
    )
    // Once it is ready, its end is somebody's wish.
    failed.catch(() => undefined)
    const { grpc, http } = await Promise.race([ready, failed])
    this.endpoint = `127.0.0.1:${grpc}`
    this.driver = new SimulatorDriver(`http://127.0.0.1:${http}`)
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}

function workspaceRoot(): string {
  let folder = __dirname
  while (!existsSync(join(folder, 'nx.json'))) {
    if (dirname(folder) === folder) throw new Error('the simulator is started from inside the workspace only')
    folder = dirname(folder)
  }
  return folder
}
