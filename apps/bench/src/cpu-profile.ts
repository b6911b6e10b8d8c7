import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import WebSocket from 'ws'

const OPENS_WITHIN_MS = 5_000
const SAMPLE_EVERY_US = 500

export type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

/** A Node process whose inspector can be opened by signal; its port is chosen freely (`--inspect-port=127.0.0.1:0`). */
export type Profilee = { name: string; pid: number; logFile: string }

/** Samples what processes do while `work` runs, as `--cpu-prof` would, without starting them anew. */
export async function profileWhile(
  profilees: readonly Profilee[],
  work: () => Promise<unknown>,
): Promise<Map<string, CpuProfile>> {
  const sessions = await Promise.all(profilees.map((profilee) => Session.open(profilee)))
  for (const session of sessions) {
    await session.ask('Profiler.enable')
    await session.ask('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US })
  }
  await Promise.all(sessions.map((session) => session.ask('Profiler.start')))
  await work()
  const profiles = new Map<string, CpuProfile>()
  for (const session of sessions) {
    const { profile } = (await session.ask('Profiler.stop')) as { profile: CpuProfile }
    profiles.set(session.name, profile)
    session.close()
  }
  return profiles
}

class Session {
  private lastId = 0
  private readonly waiting = new Map<number, (reply: { result?: unknown; error?: { message: string } }) => void>()

  private constructor(
    readonly name: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString()) as { id?: number; result?: unknown; error?: { message: string } }
      if (reply.id === undefined) return
      this.waiting.get(reply.id)?.(reply)
      this.waiting.delete(reply.id)
    })
  }

  static async open({ name, pid, logFile }: Profilee): Promise<Session> {
    const before = existsSync(logFile) ? statSync(logFile).size : 0
    process.kill(pid, 'SIGUSR1')
    for (const until = Date.now() + OPENS_WITHIN_MS; ; await wait(20)) {
      // A process that was looked at before has its inspector open already.
      const text = readFileSync(logFile).toString()
      const fresh = text.slice(Math.max(0, before - 1))
      const url = /Debugger listening on (ws:\S+)/.exec(fresh)?.[1] ?? lastUrl(text, Date.now() > until - OPENS_WITHIN_MS / 2)
      if (url !== undefined) {
        const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1 << 30 })
        await once(socket, 'open')
        return new Session(name, socket)
      }
      if (Date.now() > until) throw new Error(`${name} does not open its inspector, see ${logFile}`)
    }
  }

  async ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.lastId
    const reply = new Promise<{ result?: unknown; error?: { message: string } }>((resolve) => this.waiting.set(id, resolve))
    this.socket.send(JSON.stringify({ id, method, params }))
    const { result, error } = await reply
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  close(): void {
    this.socket.close()
  }
}

function lastUrl(text: string, wanted: boolean): string | undefined {
  return wanted ? [...text.matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1] : undefined
}
