import fs from 'node:fs'
import path from 'node:path'
import { readJson } from './data-folder.mjs'
import { withLock } from './lock.mjs'

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed (absent after an
 * interrupted install). Packages for other platforms may be missing.
 */
export function isInstalled(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages
  if (!wanted) return true
  const present = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages
  if (!present) return false
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true
    const installed = present[name]
    if (!installed) return entry.optional === true
    if (entry.link) return installed.link === true && installed.resolved === entry.resolved
    // Where a package came from is not compared: npm may record the registry in one of the two files only.
    return installed.version === entry.version && installed.integrity === entry.integrity
  })
}

/** A lock file that all launchers of this checkout share. */
export function checkoutLock(root, name) {
  fs.mkdirSync(path.join(root, '.nx'), { recursive: true })
  return path.join(root, '.nx', `${name}.lock`)
}

/** The npm that runs us, else the one on PATH. */
export function npmCommand(args) {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? { bin: process.execPath, args: [script, ...args] } : { bin: 'npm', args }
}

/**
 * Installs what the lockfile asks for. @returns {Promise<boolean>} whether anything had to be done
 * @param {{ root: string, reporter: import('./reporter.mjs').Reporter, job: (name: string, command: object) => Promise<void> }} options
 */
export async function ensureDependencies({ root, reporter, job }) {
  if (isInstalled(root)) return false
  await withLock(checkoutLock(root, 'install'), async () => {
    if (isInstalled(root)) return
    const command = npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    await reporter.step('packages', () => job('npm-ci', { ...command, cwd: root, env: process.env }), {
      announce: 'installing npm packages ...',
      detail: () => 'npm ci',
    })
  })
  return true
}
