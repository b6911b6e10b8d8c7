import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJson } from '../launcher/data-folder.mjs'
import { addressOf } from '../launcher/external-server.mjs'
import { isAlive } from '../launcher/processes.mjs'
import { probeHttp, probeNats, probePostgres, probeRedis } from '../launcher/probes.mjs'
import { makeStubCheckout } from './stub-checkout.mjs'

let checkout
before(() => {
  assert.ok(process.env.MIAOHUI_TEST_RUNTIME, 'MIAOHUI_TEST_RUNTIME is set by npm test -- --only runtime')
  checkout = makeStubCheckout(process.env.MIAOHUI_TEST_RUNTIME)
})
after(() => checkout.remove())

const data = (...parts) => path.join(checkout.root, '.data', ...parts)
const readyFile = () => path.join(checkout.root, 'ready.json')
const processes = () => readJson(data('processes.json')) ?? []
const processNamed = (name) => processes().find((entry) => entry.name === name)

async function until(what, condition) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
    const found = await condition()
    if (found) return found
  }
  throw new Error(`waited in vain until ${what}`)
}

/** Starts the launcher as npm start does. */
function run(args = [], env = {}) {
  const script = path.join(checkout.root, 'deploy/dev/start.mjs')
  const child = spawn(process.execPath, [script, '--no-build', '--ready-file', readyFile(), ...args], {
    cwd: checkout.root,
    env: { PATH: process.env.PATH, MIAOHUI_PORT: '28080', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const result = { child, output: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (result.output += chunk))
  result.exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  return result
}

async function start(t, args, env) {
  // A launcher that was killed with -9 could not remove it.
  fs.rmSync(readyFile(), { force: true })
  const launcher = run(args, env)
  t.after(async () => {
    await stop(launcher)
  })
  const addresses = await Promise.race([
    until('the product is ready', () => readJson(readyFile())),
    launcher.exited.then(() => {
      throw new Error(`the launcher ended:\n${launcher.output}`)
    }),
  ])
  return { ...launcher, launcher, addresses }
}

async function stop({ child, exited }, signal = 'SIGTERM') {
  child.kill(signal)
  return await exited
}

test('a start says where everything is, and the next one finds the same data, secrets and ports', async (t) => {
  const first = await start(t)
  assert.match(first.addresses.setupUrl, /^http:\/\/localhost:28080\/setup#\S{32}$/)
  assert.ok(
    first.output.includes(first.addresses.simulatorUrl) ||
      (await until('the addresses are printed', () => first.launcher.output.includes(first.addresses.simulatorUrl))),
  )
  const servers = readJson(data('servers.json'))
  assert.equal((await probeRedis(addressOf(servers.redisUrl, 0))).ok, true)
  assert.equal((await probePostgres(addressOf(servers.postgresUrl, 0))).ok, true)
  assert.deepEqual(await stop(first), { code: 143, signal: null })
  assert.equal(fs.existsSync(readyFile()), false)

  const second = await start(t)
  assert.deepEqual(second.addresses, first.addresses)
  assert.deepEqual(readJson(data('servers.json')), servers)
  assert.match(await until('the end of the start', () => /ready in .*/.exec(second.launcher.output)?.[0]), /warm start/)
})

test('secrets are in no log and readable by nobody else', async (t) => {
  await start(t)
  const { setupToken, redis, postgres } = readJson(data('secrets.json'))
  for (const name of fs.readdirSync(data('logs'))) {
    const text = fs.readFileSync(data('logs', name), 'utf8')
    for (const secret of [setupToken, redis, postgres]) assert.equal(text.includes(secret), false, name)
  }
  assert.equal(fs.statSync(data('servers.json')).mode & 0o077, 0)
})

test('everything runs unprivileged that can, and nothing listens beyond this machine', async (t) => {
  await start(t)
  if (process.getuid() === 0)
    for (const name of ['postgres', 'nats', 'redis']) assert.notEqual(fs.statSync(`/proc/${processNamed(name).pid}`).uid, 0, name)
  const { nats } = readJson(data('ports.json'))
  const outside = Object.values((await import('node:os')).networkInterfaces())
    .flat()
    .find((address) => !address.internal && address.family === 'IPv4')
  if (outside) assert.equal((await probeNats({ host: outside.address, port: nats, user: '', password: '' })).why, 'ECONNREFUSED')
})

test('each server and the product come back after kill -9, on the same port', async (t) => {
  const { addresses } = await start(t)
  for (const name of ['nats', 'redis', 'postgres', 'simulator', 'all-in-one']) {
    const { pid } = processNamed(name)
    process.kill(pid, 'SIGKILL')
    const back = await until(`${name} is back`, () => {
      const now = processNamed(name)
      return now.pid && now.pid !== pid && now.state === 'running' ? now : undefined
    })
    assert.equal(back.restarts, 1, name)
  }
  assert.equal((await probeRedis(addressOf(readJson(data('servers.json')).redisUrl, 0))).ok, true)
  assert.equal((await probeHttp(`${addresses.url}/api/health/ready`)).ok, true)
})

test('split into processes, one replica is killed and restarted by name while the other goes on', async (t) => {
  await start(t, ['--split', '--replicas', 'messaging=2'])
  const names = processes().map(({ name }) => name)
  for (const name of ['gateway', 'identity', 'org', 'license', 'account-hosting', 'messaging-1', 'messaging-2', 'sop'])
    assert.ok(names.includes(name), name)
  const [one, other] = [processNamed('messaging-1'), processNamed('messaging-2')]
  process.kill(one.pid, 'SIGKILL')
  await until('messaging-1 is back', () => ![null, one.pid].includes(processNamed('messaging-1').pid))
  assert.equal(processNamed('messaging-2').pid, other.pid)
})

test('after kill -9 of the launcher nothing is left running', async (t) => {
  const launcher = await start(t)
  const running = processes()
  assert.deepEqual(await stop(launcher, 'SIGKILL'), { code: null, signal: 'SIGKILL' })
  await until('the guardian has stopped everything', () => !running.some(isAlive))
  assert.equal(fs.readFileSync(data('logs/all-in-one.log'), 'utf8').trim().split('\n').pop(), 'drained')
})

test('when launcher and guardian were both killed, the next start ends what they left', async (t) => {
  const launcher = await start(t)
  const running = processes()
  const guardian = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      const line = fs.existsSync(`/proc/${pid}/cmdline`) ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
      return line.includes(path.join(checkout.root, 'deploy/dev/launcher/guardian-process.mjs'))
    })
  process.kill(Number(guardian), 'SIGKILL')
  await stop(launcher, 'SIGKILL')
  assert.ok(running.every(isAlive))
  const next = await start(t)
  assert.equal(running.some(isAlive), false)
  assert.match(next.launcher.output, /left over/)
})

test('a second start on the same data says who runs already and touches nothing', async (t) => {
  const first = await start(t)
  const running = processes()
  const second = run()
  assert.equal((await second.exited).code, 3)
  assert.match(second.output, new RegExp(`already running on .* \\(process ${first.child.pid}\\)`))
  assert.deepEqual(processes(), running)
})

test('a taken port is passed over and said so', async (t) => {
  const stranger = net.createServer().listen(28080, '127.0.0.1')
  await once(stranger, 'listening')
  t.after(() => stranger.close())
  const { launcher, addresses } = await start(t)
  assert.notEqual(new URL(addresses.url).port, '28080')
  assert.match(launcher.output, /port 28080 is taken/)
})

test('the operator’s Redis is used as it is, and none of ours started', async (t) => {
  await start(t, [], { MIAOHUI_REDIS_URL: process.env.MIAOHUI_TEST_REDIS_URL })
  assert.equal(processNamed('redis'), undefined)
  const { body } = await probeHttp('http://localhost:28080/environment')
  assert.equal(JSON.parse(body).MIAOHUI_REDIS_URL, process.env.MIAOHUI_TEST_REDIS_URL)
})

/** Replaces a program of the checkout for one test. */
function replace(t, file, change) {
  const text = fs.readFileSync(path.join(checkout.root, file), 'utf8')
  t.after(() => checkout.write(file, text))
  checkout.write(file, change(text))
}

test('what keeps crashing is given up: the simulator alone, the product with everything', async (t) => {
  replace(t, 'apps/wecom-simulator/dist/main.js', (text) => `${text}\nsetTimeout(() => process.exit(3), 50)`)
  replace(t, 'apps/all-in-one/dist/main.js', (text) => `${text}\nsetTimeout(() => process.exit(4), 600)`)
  const { launcher } = await start(t)
  const running = processes()
  assert.equal((await launcher.exited).code, 1)
  const givenUp = [...launcher.output.matchAll(/(\S+) is given up: it ended 6 times/g)].map(([, name]) => name)
  assert.deepEqual(givenUp, ['simulator', 'all-in-one'])
  assert.equal(running.some(isAlive), false)
})

test('a product that does not start ends the launch with its own last words, and leaves nothing', async (t) => {
  replace(t, 'apps/all-in-one/dist/main.js', () => 'console.error("MIAOHUI_DATA must be a folder"); process.exit(7)')
  const launcher = run()
  assert.equal((await launcher.exited).code, 1)
  assert.match(launcher.output, /all-in-one does not start \(ended with exit code 7\):\s+MIAOHUI_DATA must be a folder/)
  assert.equal(processes().some(isAlive), false)
})
