import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJson } from './data-folder.mjs'
import { identityOf, isAlive } from './processes.mjs'

/**
 * A lock that a killed holder cannot leave behind: the file names its holder by pid and start time.
 * @returns {{ held: true, release: () => void } | { held: false, holder: { pid: number } }}
 */
export function takeLock(file) {
  const mine = { pid: process.pid, identity: identityOf(process.pid) }
  const draft = `${file}.${process.pid}.tmp`
  for (let attempt = 0; attempt < 5; attempt++) {
    fs.writeFileSync(draft, JSON.stringify(mine))
    try {
      // link() either makes the whole file or fails: nobody ever reads a half-written lock.
      fs.linkSync(draft, file)
      return { held: true, release: () => releaseLock(file, mine) }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    } finally {
      fs.rmSync(draft, { force: true })
    }
    const holder = readJson(file)
    if (holder && isAlive(holder)) return { held: false, holder }
    dropStale(file, holder)
  }
  return { held: false, holder: readJson(file) ?? { pid: 0 } }
}

/** Moves the stale file aside before it is deleted: of two starters that both saw it, one must not delete the other's new lock. */
function dropStale(file, seen) {
  const aside = `${file}.${process.pid}.stale`
  try {
    fs.renameSync(file, aside)
  } catch {
    return
  }
  const moved = readJson(aside)
  try {
    if (moved && moved.identity !== seen?.identity && isAlive(moved)) fs.linkSync(aside, file)
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

function releaseLock(file, mine) {
  const holder = readJson(file)
  if (holder?.pid === mine.pid && holder.identity === mine.identity) fs.rmSync(file, { force: true })
}

/** Runs `work` while no other launcher of this checkout runs its own; waits for its turn. */
export async function withLock(file, work) {
  for (;;) {
    const lock = takeLock(file)
    if (lock.held) {
      try {
        return await work()
      } finally {
        lock.release()
      }
    }
    await sleep(200)
  }
}
