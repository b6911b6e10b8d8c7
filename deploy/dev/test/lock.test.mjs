import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { takeLock, withLock } from '../launcher/lock.mjs'
import { endGroup, identityOf, isAlive } from '../launcher/processes.mjs'

function lockFile(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  return path.join(folder, 'launcher.lock')
}

async function sleeper(t) {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  await once(child, 'spawn')
  t.after(() => child.kill('SIGKILL'))
  return child
}

test('a lock has one holder until it is released', (t) => {
  const file = lockFile(t)
  const lock = takeLock(file)
  assert.equal(lock.held, true)
  assert.deepEqual({ held: takeLock(file).held, pid: takeLock(file).holder.pid }, { held: false, pid: process.pid })
  lock.release()
  assert.equal(takeLock(file).held, true)
})

test('the lock of a killed launcher does not stay', async (t) => {
  const file = lockFile(t)
  const holder = await sleeper(t)
  fs.writeFileSync(file, JSON.stringify({ pid: holder.pid, identity: identityOf(holder.pid) }))
  assert.equal(takeLock(file).held, false)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  assert.equal(takeLock(file).held, true)
})

test('another process that got the same pid does not hold the lock', (t) => {
  const file = lockFile(t)
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'before-the-reboot' }))
  assert.equal(takeLock(file).held, true)
})

test('a torn lock file does not stop anybody', (t) => {
  const file = lockFile(t)
  fs.writeFileSync(file, '{"pid": 1')
  assert.equal(takeLock(file).held, true)
})

test('work under a lock never overlaps', async (t) => {
  const file = lockFile(t)
  let inside = 0
  const work = async () => {
    inside += 1
    assert.equal(inside, 1)
    await new Promise(setImmediate)
    inside -= 1
  }
  await Promise.all([withLock(file, work), withLock(file, work)])
})

test('a process that ignores the request to stop is killed with its whole group', async (t) => {
  const child = spawn('sh', ['-c', 'trap "" TERM; sleep 60 & echo $!; wait; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  const grandchild = Number((await once(child.stdout, 'data')).toString())
  const gone = once(child, 'exit')
  await endGroup({ pid: child.pid, signal: 'SIGTERM', graceMs: 200 })
  assert.equal((await gone)[1], 'SIGKILL')
  await endGroup({ pid: grandchild, signal: 'SIGCONT', graceMs: 2000 })
  assert.equal(isAlive({ pid: grandchild }), false)
})
