import fs from 'node:fs'
import path from 'node:path'

const limitBytes = 20_000_000

/**
 * Copies a log that grew past the limit to `<name>.log.1` and empties it. Processes write with O_APPEND, so they go on at the start
 * of the emptied file: nobody has to be told, and a log has no owner that could be gone.
 */
export function rotateLogs(folder, limit = limitBytes) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name)
    if (!name.endsWith('.log') || fs.statSync(file).size <= limit) continue
    fs.copyFileSync(file, `${file}.1`)
    fs.truncateSync(file)
  }
}

/** The end of a log for an error message. @param {number} from what stood there before is not of interest (bytes) */
export function tail(file, lines, from = 0) {
  const bytes = fs.existsSync(file) ? fs.readFileSync(file).subarray(from) : Buffer.alloc(0)
  return bytes.subarray(-64_000).toString().trimEnd().split('\n').slice(-lines).join('\n')
}
