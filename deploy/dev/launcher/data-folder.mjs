import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { LaunchProblem } from './problem.mjs'
import { isReachable } from './server-user.mjs'

/** Where data goes when nobody says: `.data` in the checkout, else (the server user cannot enter it) a folder of the machine. */
function defaultFolder(root, user) {
  const local = path.join(root, '.data')
  const existed = fs.existsSync(local)
  if (isReachable(local, user)) return local
  if (!existed) fs.rmSync(local, { recursive: true, force: true })
  const checkout = crypto.createHash('sha256').update(root).digest('hex').slice(0, 8)
  const state = user ? '/var/lib' : process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local/state')
  const elsewhere = path.join(state, `miaohui-${checkout}`)
  if (isReachable(elsewhere, user)) return elsewhere
  throw new LaunchProblem(`no usable data folder (tried ${local} and ${elsewhere}); set MIAOHUI_DATA`)
}

/** The folder that holds everything one installation writes. Nothing is kept outside of it but unpacked server binaries. */
export class DataFolder {
  /**
   * @param {{ root: string, user: { name: string, uid: number, gid: number } | null, ephemeral?: boolean, wanted?: string }} options
   *   root: the checkout; wanted: MIAOHUI_DATA
   */
  constructor({ root, user, ephemeral = false, wanted = process.env.MIAOHUI_DATA }) {
    this.user = user
    this.ephemeral = ephemeral
    this.path = this.#choose(root, wanted)
    // Binaries belong to the checkout and not to the data: a throw-away run finds them warm.
    this.runtime = path.join(ephemeral || wanted ? defaultFolder(root, user) : this.path, 'runtime')
    fs.mkdirSync(this.runtime, { recursive: true })
    fs.mkdirSync(this.file('logs'), { recursive: true })
  }

  #choose(root, wanted) {
    if (this.ephemeral) {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'miaohui-'))
      fs.chmodSync(folder, 0o755)
      return folder
    }
    if (!wanted) return defaultFolder(root, this.user)
    const folder = path.resolve(wanted)
    if (!isReachable(folder, this.user))
      throw new LaunchProblem(`MIAOHUI_DATA=${folder} cannot be entered and written by ${this.user?.name ?? 'this user'}`)
    return folder
  }

  file(...parts) {
    return path.join(this.path, ...parts)
  }

  log(name) {
    return this.file('logs', `${name}.log`)
  }

  /** A private folder of the server user. */
  serverFolder(name) {
    const folder = this.file(name)
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (this.user) fs.chownSync(folder, this.user.uid, this.user.gid)
    return folder
  }

  /** A private file of the server user (configuration with passwords). */
  serverFile(file, text) {
    fs.writeFileSync(file, text, { mode: 0o600 })
    if (this.user) fs.chownSync(file, this.user.uid, this.user.gid)
    return file
  }

  /** Replaces a file as a whole, so that a reader never sees half of it. */
  writeJson(name, value, mode = 0o644) {
    writeJson(this.file(name), value, mode)
  }

  remove() {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}

/** Replaces `file` as a whole, so that a reader never sees half of it. */
export function writeJson(file, value, mode = 0o644) {
  const draft = `${file}.${process.pid}.tmp`
  fs.writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode })
  fs.renameSync(draft, file)
}

/** @returns {any} undefined when the file is absent or torn */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
