import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { LaunchProblem } from './problem.mjs'

function accounts() {
  try {
    return fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  } catch {
    return []
  }
}

/**
 * The account that runs PostgreSQL, NATS and Redis. PostgreSQL refuses uid 0, so root hands all three to somebody unprivileged;
 * initdb looks its uid up in /etc/passwd, so a bare number will not do.
 * @returns {{ name: string, uid: number, gid: number } | null} null: the user who runs the launcher
 */
export function pickServerUser(
  root,
  { wanted = process.env.MIAOHUI_SERVER_USER, isRoot = process.getuid?.() === 0, known = accounts() } = {},
) {
  if (!isRoot) return null
  const named = (name) => known.find((account) => account.name === name)
  if (wanted && !named(wanted)) throw new LaunchProblem(`MIAOHUI_SERVER_USER=${wanted}: no such user`)
  const owner = fs.statSync(root).uid
  const found =
    named(wanted) ??
    named('miaohui') ??
    (owner === 0 ? undefined : known.find((account) => account.uid === owner)) ??
    named('nobody')
  if (!found || found.uid === 0)
    throw new LaunchProblem('running as root and no unprivileged user was found; set MIAOHUI_SERVER_USER=<user>')
  return found
}

/** Options for spawn: libuv also drops the supplementary groups. */
export const runAs = (user) => (user ? { uid: user.uid, gid: user.gid } : {})

/** Whether the server user can reach `folder` (created when absent): /root is 0700, so a checkout below it is out of reach. */
export function isReachable(folder, user) {
  try {
    if (!fs.existsSync(folder)) {
      fs.mkdirSync(folder, { recursive: true })
      if (user) fs.chmodSync(folder, 0o755)
    }
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK)
  } catch {
    return false
  }
  if (!user) return true
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1" && [ -x . ]', 'sh', folder], { ...runAs(user), cwd: '/', stdio: 'ignore' }).status === 0
  )
}
