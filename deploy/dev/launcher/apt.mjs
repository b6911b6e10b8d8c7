import fs from 'node:fs'
import path from 'node:path'
import { findOnPath, materialise } from './binaries.mjs'
import { run } from './processes.mjs'

/**
 * Debian packages downloaded from the machine's own sources and unpacked into a folder of ours: no root needed, nothing installed,
 * no service started on a well-known port. apt verifies the signatures as always.
 */
export class Apt {
  #work
  #reporter
  #updated

  constructor({ runtime, reporter }) {
    this.#work = path.join(runtime, `apt-${process.pid}`)
    this.#reporter = reporter
  }

  /** @returns {Promise<string | undefined>} the folder that holds `usr/`, undefined when this machine has no apt or no such package */
  async unpack(folder, packageName) {
    if (fs.existsSync(folder)) return folder
    if (!findOnPath(['apt-get']) || !findOnPath(['dpkg-deb'])) return undefined
    try {
      return await materialise(folder, (draft) => this.#fill(draft, packageName))
    } catch (error) {
      this.#reporter.warn(`apt could not provide ${packageName}: ${error.message}`)
      return undefined
    }
  }

  dispose() {
    fs.rmSync(this.#work, { recursive: true, force: true })
  }

  async #fill(draft, packageName) {
    this.#reporter.line(`${'packages'.padEnd(12)}downloading ${packageName} with apt (unpacked here, not installed)`)
    this.#updated ??= this.#apt(this.#work, 'update')
    // A broken source of somebody else's is none of our business; a missing package is found out below.
    await this.#updated
    const cache = path.join(draft, '.cache')
    const download = await this.#apt(cache, '-y', '--download-only', 'install', packageName)
    if (download.status !== 0) throw new Error(download.stderr.trim().split('\n').slice(-2).join(' ') || 'download failed')
    const archives = path.join(cache, 'archives')
    // A second libc beside the machine's own would break every program that loads it.
    for (const file of fs.readdirSync(archives).filter((name) => name.endsWith('.deb') && !name.startsWith('libc6_'))) {
      const unpacked = await run('dpkg-deb', ['-x', path.join(archives, file), draft])
      if (unpacked.status !== 0) throw new Error(unpacked.stderr)
    }
    fs.rmSync(cache, { recursive: true, force: true })
    // A package may bring another mode for "./" along.
    fs.chmodSync(draft, 0o755)
  }

  #apt(cache, ...args) {
    for (const folder of [path.join(this.#work, 'lists/partial'), path.join(cache, 'archives/partial')])
      fs.mkdirSync(folder, { recursive: true })
    const settings = [
      `Dir::State=${this.#work}`,
      'Dir::State::status=/var/lib/dpkg/status',
      `Dir::Cache=${cache}`,
      'Debug::NoLocking=1',
      'Acquire::Languages=none',
      'Acquire::Retries=2',
      'Acquire::http::Timeout=20',
      'APT::Sandbox::User=root',
      'APT::Install-Recommends=0',
    ]
    return run('apt-get', [...settings.flatMap((setting) => ['-o', setting]), '-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      timeout: 180_000,
    })
  }
}

/** Where unpacked programs find the libraries that came with them. */
export function libraryPath(folder) {
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch] ?? `${process.arch}-linux-gnu`
  return { LD_LIBRARY_PATH: [`${folder}/usr/lib/${triplet}`, `${folder}/lib/${triplet}`].join(':') }
}
