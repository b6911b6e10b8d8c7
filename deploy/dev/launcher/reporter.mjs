import fs from 'node:fs'

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** What the person at the terminal reads: one aligned line per step, and the same lines with a time in launcher.log. */
export class Reporter {
  #log

  /** @param {string | undefined} logFile */
  constructor(logFile) {
    this.#log = logFile
  }

  #write(stream, line) {
    stream.write(`${line}\n`)
    if (this.#log && line.trim()) fs.appendFileSync(this.#log, `${new Date().toISOString()} ${line.trim()}\n`, { mode: 0o600 })
  }

  /** For the eyes only: not logged. */
  show(text = '') {
    process.stdout.write(text === '' ? '\n' : `  ${text}\n`)
  }

  line(text = '') {
    this.#write(process.stdout, text === '' ? '' : `  ${text}`)
  }

  warn(text) {
    this.#write(process.stderr, `  ! ${text}`)
  }

  /** Reports a step when it is done; `announce` says what is going on before a step that takes long. */
  async step(label, work, { announce, detail = () => '' } = {}) {
    const begun = performance.now()
    if (announce) this.line(`${label.padEnd(12)}${announce}`)
    const result = await work()
    const text = detail(result)
    this.line(`${label.padEnd(12)}${(text || 'done').padEnd(58)} ${seconds(performance.now() - begun).padStart(7)}`)
    return result
  }
}
