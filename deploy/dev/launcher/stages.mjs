import fs from 'node:fs'
import { readJson } from './data-folder.mjs'
import { endGroup, isAlive } from './processes.mjs'

/** Stop order: whoever uses a thing ends before it. */
export const stage = { job: 0, edge: 1, product: 2, tool: 3, broker: 4, database: 5 }

/**
 * Stops processes stage by stage, those of one stage together.
 * @param {{ pid: number, identity: string | null, stage: number, signal: NodeJS.Signals, graceMs: number }[]} list
 */
export async function stopInStages(list, stop = endGroup) {
  for (const number of [...new Set(list.map((entry) => entry.stage))].sort((a, b) => a - b))
    await Promise.all(list.filter((entry) => entry.stage === number).map(stop))
}

/** Launcher and guardian were both killed: what they were responsible for is still there and still recorded. */
export async function sweepLeftovers(recordFile, onFound) {
  const left = (readJson(recordFile) ?? []).filter((entry) => entry.identity && isAlive(entry))
  for (const { name } of left) onFound(name)
  await stopInStages(left)
  fs.rmSync(recordFile, { force: true })
}
