import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { LaunchProblem } from './problem.mjs'
import { run } from './processes.mjs'
import { runAs } from './server-user.mjs'

export const platform = `${process.platform}-${process.arch}`

/** The first of `names` on PATH or in the usual folders that an ordinary user's PATH lacks. */
export function findOnPath(names, furtherFolders = []) {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
    ...furtherFolders,
  ]
  for (const name of names)
    for (const folder of folders.filter(Boolean)) {
      const file = path.join(folder, name)
      try {
        fs.accessSync(file, fs.constants.X_OK)
        return file
      } catch {
        continue
      }
    }
  return undefined
}

/** An installed npm package. @returns {{ folder: string, version: string } | undefined} */
export function npmPackage(root, name) {
  const folder = path.join(root, 'node_modules', name)
  try {
    return { folder, version: JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version }
  } catch {
    return undefined
  }
}

/** Fills a folder once and as a whole: an interrupted or a simultaneous start never leaves half of it. */
export async function materialise(folder, fill) {
  if (fs.existsSync(folder)) return folder
  const draft = `${folder}.tmp-${process.pid}`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { recursive: true })
  fs.chmodSync(draft, 0o755)
  try {
    await fill(draft)
    fs.renameSync(draft, folder)
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true })
    if (!fs.existsSync(folder)) throw error
  }
  return folder
}

/** Output of `bin --version` as the server user, undefined when the file does not run here (another libc, another processor). */
export async function versionOf(bin, user, env = {}) {
  const { status, stdout, stderr } = await run(bin, ['--version'], {
    ...runAs(user),
    cwd: '/',
    env: { PATH: process.env.PATH, ...env },
  })
  return status === 0 ? /(\d+)\.(\d+)(\.\d+)?/.exec(stdout + stderr)?.[0] : undefined
}

/** @param {string | undefined} version @param {[number, number]} wanted */
export function isAtLeast(version, [major, minor]) {
  const [a, b] = (version ?? '0.0').split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

/** @throws {LaunchProblem} when the file is not, byte for byte, the one that was examined when its version was pinned */
export function verifySha256(file, expected) {
  const actual = crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex')
  if (actual !== expected)
    throw new LaunchProblem(`${file} is not the expected file (sha256 ${actual}, expected ${expected}); not running it`)
}

/** What to do when a server is nowhere to be found. */
export function missingServer(label, packageName, variable) {
  return new LaunchProblem(
    `no ${label} found for ${platform}. Do one of these:\n` +
      `    install it (Debian, Ubuntu: apt-get install ${packageName}; Fedora: dnf; macOS: brew)\n` +
      `    set ${variable} to a server of yours\n` +
      `    run the product in containers: docker compose up`,
  )
}
