import fs from 'node:fs'
import { stopInStages } from './stages.mjs'

// Ctrl-C and the end of a terminal are the launcher's business; this process only ever ends by end of file.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

let text = ''
let last = { processes: [], remove: null }
for await (const chunk of process.stdin) {
  text += chunk
  const lines = text.split('\n')
  text = lines.pop() ?? ''
  for (const line of lines) last = JSON.parse(line)
}
await stopInStages(last.processes)
if (last.remove) fs.rmSync(last.remove, { recursive: true, force: true })
