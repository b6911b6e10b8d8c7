import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const read = (file) => {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const bootId = read('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot'

/**
 * What tells a process from a later one with the same pid: boot id and start time in clock ticks.
 * @returns {string | null} null when there is no such process (a zombie counts as gone) or no /proc (macOS)
 */
export function identityOf(pid) {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The command name stands in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  return state === 'Z' || state === 'X' ? null : `${bootId}-${startTicks}`
}

/** @param {{ pid?: number, identity?: string | null }} process */
export function isAlive({ pid, identity }) {
  if (!pid) return false
  if (process.platform === 'linux') {
    const now = identityOf(pid)
    return now !== null && (!identity || identity === now)
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function signalQuietly(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already, which is what the signal is for.
  }
}

export const killGroup = (pid) => signalQuietly(-pid, 'SIGKILL')

/**
 * Asks the leader of a process group to stop, waits, then kills whatever is left of the group.
 * @param {{ pid: number, identity?: string | null, signal: NodeJS.Signals, graceMs: number }} target
 */
export async function endGroup({ pid, identity, signal, graceMs }) {
  if (!isAlive({ pid, identity })) return
  const seen = identity ?? identityOf(pid)
  signalQuietly(pid, signal)
  for (const end = Date.now() + graceMs; Date.now() < end && isAlive({ pid, identity: seen });) await sleep(25)
  killGroup(pid)
}

/** Runs a short command to its end; never throws. @returns {Promise<{ status: number | null, stdout: string, stderr: string }>} */
export function run(bin, args, { input, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(bin, args, { ...options, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', (error) => resolve({ status: null, stdout, stderr: stderr + error.message }))
    child.on('close', (status) => resolve({ status, stdout, stderr }))
    if (input !== undefined) {
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    }
  })
}
