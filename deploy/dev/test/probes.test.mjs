import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf, awaitExternal } from '../launcher/external-server.mjs'
import { Ports } from '../launcher/ports.mjs'
import { probeNats, probePostgres, probeRedis } from '../launcher/probes.mjs'

const fromTestRun = (name) => {
  assert.ok(process.env[name], `${name} is set by npm test -- --only runtime`)
  return process.env[name]
}
const postgres = () => addressOf(fromTestRun('MIAOHUI_TEST_POSTGRES_URL'), 5432)
const redis = () => addressOf(fromTestRun('MIAOHUI_TEST_REDIS_URL'), 6379)

async function startNats(t, settings) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nats-'))
  const port = await new Ports({ file: path.join(folder, 'ports.json'), random: true }).pick('nats', 0)
  const file = path.join(folder, 'nats.conf')
  fs.writeFileSync(file, `listen: "127.0.0.1:${port}"\n${settings(folder)}`)
  const child = spawn(fromTestRun('MIAOHUI_TEST_NATS_BIN'), ['-c', file], { stdio: 'ignore' })
  t.after(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    fs.rmSync(folder, { recursive: true })
  })
  return { host: '127.0.0.1', port }
}

async function answer(probe) {
  for (let attempt = 0; ; attempt++) {
    const verdict = await probe()
    if (verdict.why !== 'ECONNREFUSED' || attempt > 200) return verdict
    await sleep(20)
  }
}

/** A server that says the same to everybody. */
async function startTalker(t, text) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    if (text) socket.write(text)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { host: '127.0.0.1', port: server.address().port, user: 'u', password: 'p', database: 'd' }
}

test('PostgreSQL is ready when it asks for the password, and offers no TLS when it has none', async () => {
  assert.deepEqual(await probePostgres(postgres()), { ok: true })
  assert.match((await probePostgres({ ...postgres(), secure: true })).why, /no TLS/)
})

test('Redis is ready with the right password only', async () => {
  assert.deepEqual(await probeRedis(redis()), { ok: true })
  assert.match((await probeRedis({ ...redis(), password: 'wrong' })).why, /WRONGPASS/)
  assert.match((await probeRedis({ ...redis(), password: '' })).why, /NOAUTH/)
})

test('NATS is ready when JetStream answers, with the right password only', async (t) => {
  const users = 'authorization { users = [{ user: provisioner, password: secret }] }'
  const address = await startNats(t, (folder) => `${users}\njetstream { store_dir: ${JSON.stringify(folder)} }`)
  assert.deepEqual(await answer(() => probeNats({ ...address, user: 'provisioner', password: 'secret' })), { ok: true })
  assert.match((await probeNats({ ...address, user: 'provisioner', password: 'wrong' })).why, /Authorization Violation/)
})

test('NATS without JetStream is not ready', async (t) => {
  const address = await startNats(t, () => '')
  assert.deepEqual(await answer(() => probeNats({ ...address, user: '', password: '' })), { ok: false, why: 'JetStream is off' })
})

test('a NATS user who may not ask JetStream still learns that it is on', async (t) => {
  const users = 'authorization { users = [{ user: a, password: p, permissions: { publish: "a.>", subscribe: "a.>" } }] }'
  const address = await startNats(t, (folder) => `${users}\njetstream { store_dir: ${JSON.stringify(folder)} }`)
  assert.deepEqual(await answer(() => probeNats({ ...address, user: 'a', password: 'p' })), { ok: true })
})

test('a stranger is never taken for one of the servers', async (t) => {
  const talker = await startTalker(t, 'HTTP/1.1 400 Bad Request\r\n\r\n')
  for (const probe of [probePostgres, probeRedis, probeNats]) {
    const verdict = await probe(talker)
    assert.equal(verdict.ok, false, probe.name)
  }
})

test('a server that accepts and stays silent is not ready', async (t) => {
  const silent = await startTalker(t, '')
  const verdicts = await Promise.all([probePostgres(silent), probeRedis(silent), probeNats(silent)])
  assert.deepEqual(
    verdicts.map(({ why }) => why),
    ['no answer', 'no answer', 'no answer'],
  )
})

test('an operator’s server that does not answer is named with its variable and never replaced', async () => {
  const address = { ...redis(), password: 'wrong' }
  const waiting = awaitExternal({ variable: 'MIAOHUI_REDIS_URL', label: 'Redis', address, probe: probeRedis, timeoutMs: 50 })
  await assert.rejects(waiting, /MIAOHUI_REDIS_URL is set, but Redis at 127\.0\.0\.1:\d+ does not answer: WRONGPASS/)
})
