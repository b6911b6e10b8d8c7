import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts the process that outlives a kill -9 of this one: it holds the read end of a pipe, end of file means that we are gone,
 * and it then stops what it was last told about. (Node offers no PR_SET_PDEATHSIG, and a pipe works on every system.)
 * @returns {{ tell: (list: { processes: object[], remove: string | null }) => void, dismiss: () => void }}
 */
export function startGuardian() {
  const script = fileURLToPath(new URL('./guardian-process.mjs', import.meta.url))
  const child = spawn(process.execPath, ['--max-old-space-size=16', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  })
  child.stdin.on('error', () => {})
  child.unref()
  child.stdin.unref?.()
  const tell = (list) => child.stdin.write(`${JSON.stringify(list)}\n`)
  return { tell, dismiss: () => child.stdin.end(`${JSON.stringify({ processes: [], remove: null })}\n`) }
}
