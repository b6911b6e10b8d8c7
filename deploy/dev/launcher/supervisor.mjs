import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { rotateLogs, tail } from './log-files.mjs'
import { LaunchProblem } from './problem.mjs'
import { endGroup, identityOf, killGroup } from './processes.mjs'
import { stage, stopInStages } from './stages.mjs'

/**
 * @typedef {object} ProcessSpec
 * @property {string} name unique; what processes.json calls it
 * @property {number} stage when it is stopped (stages.mjs)
 * @property {() => { bin: string, args: string[], env: object, cwd?: string, uid?: number, gid?: number }} command
 * @property {() => Promise<import('./probes.mjs').Verdict>} [probe] ready when ok
 * @property {boolean} [reportsReady] no probe: the process itself says {type: 'ready'} over the channel that it gets from us
 * @property {boolean} [watched] probe every 5 s; three misses in a row = hung = killed
 * @property {NodeJS.Signals} [signal] how it is asked to stop
 * @property {number} [graceMs] how long it may take to stop
 * @property {number} [attempts] how often a first start is tried
 * @property {() => Promise<void>} [onPortTaken] chooses another port for the next attempt
 * @property {boolean} [essential] false: when it keeps crashing it is given up alone
 * @property {object} [labels] further fields for processes.json
 */

const crashWindowMs = 60_000
const crashLimit = 5
const probeEveryMs = 5_000
const readyTimeoutMs = 120_000

/** Starts, watches, restarts and stops processes. Emits `gave-up` when an essential one cannot be kept alive. */
export class Supervisor extends EventEmitter {
  #data
  #reporter
  #guardian
  #entries = new Map()
  #stopping = false
  #rotation

  constructor({ data, reporter, guardian }) {
    super()
    this.#data = data
    this.#reporter = reporter
    this.#guardian = guardian
    this.#rotation = setInterval(() => rotateLogs(data.file('logs')), 10_000)
    this.#rotation.unref()
    rotateLogs(data.file('logs'))
    this.#publish()
  }

  get stopping() {
    return this.#stopping
  }

  /** Starts a process, waits until it answers, and keeps it alive from then on. @param {ProcessSpec} spec */
  async start(spec) {
    if (this.#entries.has(spec.name)) throw new Error(`${spec.name} is started twice`)
    const entry = {
      spec: { signal: 'SIGTERM', graceMs: 15_000, attempts: 1, essential: true, ...spec },
      restarts: 0,
      crashes: [],
    }
    this.#entries.set(spec.name, entry)
    await this.#launch(entry)
    void this.#keepAlive(entry)
  }

  /**
   * Runs a command to its end with its output in a log of its own.
   * @throws {LaunchProblem} with the end of that log when it fails
   */
  async job(name, { bin, args, env, cwd, uid, gid, show = false, lines = 25 }) {
    const spec = { name, stage: stage.job, signal: 'SIGTERM', graceMs: 10_000 }
    const logFile = this.#data.log(name)
    fs.rmSync(logFile, { force: true })
    const entry = { spec, restarts: 0, crashes: [] }
    this.#entries.set(name, entry)
    this.#spawn(entry, { bin, args, env, cwd, uid, gid, show })
    const end = await entry.exited
    this.#entries.delete(name)
    this.#publish()
    if (end.code === 0) return
    throw new LaunchProblem(
      `${name} failed (${describe(end)})${show ? '' : `:\n\n${tail(logFile, lines)}\n\nthe whole output: ${logFile}`}`,
    )
  }

  /** Stops everything in order. A second call while the first runs does not wait for anybody's grace any more. */
  async stop() {
    if (this.#stopping) {
      for (const entry of this.#live().filter(({ spec }) => spec.stage < stage.broker)) killGroup(entry.pid)
      return
    }
    this.#stopping = true
    clearInterval(this.#rotation)
    await stopInStages(
      this.#live().map((entry) => ({ ...this.#record(entry), entry })),
      async ({ entry, ...target }) => {
        await endGroup(target)
        await Promise.race([entry.exited, sleep(1000, undefined, { ref: false })])
      },
    )
    this.#entries.clear()
    this.#publish()
  }

  #live() {
    return [...this.#entries.values()].filter((entry) => entry.pid)
  }

  #record({ spec, pid = null, identity = null, restarts, state }) {
    const { name, stage: stopStage, signal, graceMs } = spec
    return { name, pid, identity, state, restarts, stage: stopStage, signal, graceMs, ...spec.labels }
  }

  #publish() {
    const processes = [...this.#entries.values()].map((entry) => this.#record(entry))
    this.#guardian.tell({ processes: processes.filter(({ pid }) => pid), remove: this.#data.ephemeral ? this.#data.path : null })
    this.#data.writeJson('processes.json', processes)
  }

  #setState(entry, state) {
    entry.state = state
    this.#publish()
  }

  #spawn(entry, { bin, args, env, cwd = '/', uid, gid, show = false }) {
    if (this.#stopping) throw new LaunchProblem('stopping')
    const out = show ? 'inherit' : fs.openSync(this.#data.log(entry.spec.name), 'a', 0o600)
    // A process group of its own: Ctrl-C in the terminal reaches the launcher only, and the order of stopping stays ours.
    const channel = entry.spec.reportsReady ? ['ipc'] : []
    const child = spawn(bin, args, { env, cwd, uid, gid, detached: true, stdio: ['ignore', out, out, ...channel] })
    if (!show) fs.closeSync(out)
    entry.end = null
    entry.saidReady = false
    child.on('message', (message) => (entry.saidReady ||= message?.type === 'ready'))
    entry.exited = new Promise((resolve) => {
      const ended = (end) => {
        entry.end = end
        entry.pid = undefined
        resolve(end)
      }
      child.once('exit', (code, signal) => ended({ code, signal }))
      child.once('error', (error) => ended({ code: error.code, signal: null }))
    })
    entry.pid = child.pid
    entry.identity = child.pid ? identityOf(child.pid) : null
    this.#setState(entry, 'starting')
  }

  /** The first start: spawns until the process answers; fails with the end of its log. */
  async #launch(entry) {
    const { spec } = entry
    for (let attempt = 1; ; attempt++) {
      const before = this.#logSize(spec.name)
      this.#spawn(entry, spec.command())
      const verdict = await this.#untilReady(entry)
      if (this.#stopping) throw new LaunchProblem('stopping')
      if (verdict.ok) return this.#setState(entry, 'running')
      await this.#kill(entry)
      const logFile = this.#data.log(spec.name)
      const lastWords = tail(logFile, 12, before)
      if (attempt >= spec.attempts)
        throw new LaunchProblem(`${spec.name} does not start (${verdict.why}):\n\n${lastWords}\n\nits log: ${logFile}`)
      if (/address already in use/i.test(lastWords)) await spec.onPortTaken?.()
      // PostgreSQL after a kill -9: its orphans hold the shared memory for a moment.
      await sleep(300 * attempt)
    }
  }

  #logSize(name) {
    return fs.statSync(this.#data.log(name), { throwIfNoEntry: false })?.size ?? 0
  }

  async #kill(entry) {
    if (!entry.pid) return
    await endGroup({ pid: entry.pid, identity: entry.identity, signal: 'SIGKILL', graceMs: 1000 })
    await entry.exited
  }

  async #untilReady(entry) {
    const said = () => (entry.saidReady ? { ok: true } : { ok: false, why: 'it has not said that it is ready' })
    const probe = entry.spec.reportsReady ? said : entry.spec.probe
    if (!probe) return { ok: true }
    let verdict = { ok: false, why: 'not asked yet' }
    for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline && !this.#stopping;) {
      verdict = await probe()
      if (entry.end) return { ok: false, why: `ended with ${describe(entry.end)}` }
      if (verdict.ok) return verdict
      await Promise.race([entry.exited, sleep(20)])
    }
    return { ok: false, why: `not ready after ${readyTimeoutMs / 1000} s, last answer: ${verdict.why}` }
  }

  async #keepAlive(entry) {
    const { spec } = entry
    while (!this.#stopping) {
      await this.#untilGone(entry)
      if (this.#stopping) return
      const now = Date.now()
      entry.crashes = [...entry.crashes.filter((at) => now - at < crashWindowMs), now]
      if (entry.crashes.length > crashLimit) return this.#giveUp(entry)
      this.#setState(entry, 'restarting')
      this.#reporter.warn(`${spec.name} ended (${describe(entry.end)}), starting it again`)
      await sleep(Math.min(200 * 2 ** (entry.crashes.length - 1), 5000), undefined, { ref: false })
      if (this.#stopping) return
      await this.#restart(entry)
    }
  }

  /** A restart that fails is one more crash: the loop of #keepAlive counts it. */
  async #restart(entry) {
    entry.restarts += 1
    this.#spawn(entry, entry.spec.command())
    const verdict = await this.#untilReady(entry)
    if (this.#stopping) return
    if (!verdict.ok) return this.#kill(entry)
    this.#setState(entry, 'running')
    this.#reporter.warn(`${entry.spec.name} is back`)
  }

  /** Resolves when the process has ended, by itself or because it hung and was killed. */
  async #untilGone(entry) {
    const { pid } = entry
    for (let misses = 0; !entry.end && !this.#stopping;) {
      await Promise.race([entry.exited, sleep(probeEveryMs, undefined, { ref: false })])
      if (entry.end || this.#stopping || !entry.spec.watched) continue
      misses = (await entry.spec.probe()).ok ? 0 : misses + 1
      if (misses < 3) continue
      this.#reporter.warn(`${entry.spec.name} does not answer, killing it`)
      await this.#kill(entry)
    }
    // Children that the process left behind would hold its port and its shared memory.
    if (pid && entry.end) killGroup(pid)
  }

  #giveUp(entry) {
    this.#setState(entry, 'failed')
    this.#reporter.warn(
      `${entry.spec.name} is given up: it ended ${entry.crashes.length} times within a minute, see ${this.#data.log(entry.spec.name)}`,
    )
    if (entry.spec.essential) this.emit('gave-up', entry.spec.name)
  }
}

const describe = ({ code, signal }) => signal ?? `exit code ${code}`
