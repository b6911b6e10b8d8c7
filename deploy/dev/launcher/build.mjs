import path from 'node:path'
import { isBuilt, stampBuild } from './build-stamp.mjs'
import { checkoutLock } from './dependencies.mjs'
import { withLock } from './lock.mjs'

/**
 * Builds every package when its sources changed; Nx is not even loaded otherwise. @returns {Promise<boolean>} whether it was needed
 * @param {{ root: string, reporter: import('./reporter.mjs').Reporter, job: (name: string, command: object) => Promise<void> }} options
 */
export async function ensureBuilt({ root, reporter, job }) {
  if (isBuilt(root)) return false
  await withLock(checkoutLock(root, 'build'), async () => {
    if (isBuilt(root)) return
    const command = {
      bin: process.execPath,
      args: [path.join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '--output-style=static'],
      cwd: root,
      // The daemon would outlive us, and half of its start-up is spent on it.
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
      lines: 60,
    }
    await reporter.step('build', () => stampBuild(root, () => job('build', command)), {
      announce: 'building what changed ...',
      detail: () => 'nx run-many -t build',
    })
  })
  return true
}
