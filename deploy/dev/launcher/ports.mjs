import net from 'node:net'
import { LaunchProblem } from './problem.mjs'
import { readJson, writeJson } from './data-folder.mjs'

const listenOnce = (port, host) =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve({ error: error.code }))
    server.listen({ port, host, exclusive: true }, () => {
      const { port: got } = server.address()
      server.close(() => resolve({ port: got }))
    })
  })

/** Free on both loopbacks: browsers resolve localhost to ::1 first, where a stranger may listen although 127.0.0.1 is free. */
export async function isFree(port) {
  if ((await listenOnce(port, '127.0.0.1')).error) return false
  return (await listenOnce(port, '::1')).error !== 'EADDRINUSE'
}

/** Chooses ports and remembers them, so that addresses stay the same from start to start. */
export class Ports {
  #file
  #saved
  #random
  #claimed = new Set()

  /** @param {{ file: string, random?: boolean }} options random: any free port instead of a memorable one (throw-away servers) */
  constructor({ file, random = false }) {
    this.#file = file
    this.#random = random
    this.#saved = readJson(file) ?? {}
  }

  /**
   * @param {string} name what the port is for
   * @param {number} base the port to begin with when none is remembered
   * @param {{ remembered?: boolean, random?: boolean }} options remembered: false starts at `base` each time (the address that people type)
   */
  async pick(name, base, { remembered = true, random = this.#random } = {}) {
    const start = remembered ? (this.#saved[name] ?? base) : base
    for (let port = random ? await this.#any() : start; port < 65536; port++) {
      if (this.#claimed.has(port)) continue
      // Claimed before the check: picks run side by side.
      this.#claimed.add(port)
      if (await isFree(port)) return this.#remember(name, port)
    }
    throw new LaunchProblem(`no free port for ${name} from ${start} upward`)
  }

  async #any() {
    const { port, error } = await listenOnce(0, '127.0.0.1')
    if (error) throw new LaunchProblem(`this machine gives no loopback port: ${error}`)
    return port
  }

  #remember(name, port) {
    this.#saved[name] = port
    writeJson(this.#file, this.#saved)
    return port
  }
}
