import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { composeVariables } from '../../compose/make-env.mjs'
import { services } from '../launcher/options.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')
const compose = fs.readFileSync(path.join(root, 'docker-compose.yml'), 'utf8')
const script = path.join(root, 'deploy/compose/make-env.mjs')
const choices = { publicUrl: 'http://localhost:8080', simulator: true }

test('the generated .env has every variable that docker-compose.yml insists on', () => {
  const asked = new Set([...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name))
  assert.ok(asked.size > 20)
  const given = composeVariables(choices)
  for (const name of asked) assert.ok(given[name], name)
})

test('every service of the product has its container, its own database and its own NATS user', () => {
  for (const service of services) {
    const block = compose.split(/^ {2}(?=\S)/m).find((text) => text.startsWith(`${service}:\n`)) ?? ''
    assert.ok(block.includes(`services/${service}/dist/main.js`), service)
    const variables = [...block.matchAll(/^ {6}MIAOHUI_(\w+)_(DATABASE_URL|NATS_PASSWORD|INTERNAL_PRIVATE_KEY):/gm)].map(
      ([, name]) => name,
    )
    assert.deepEqual(variables, Array(3).fill(service.toUpperCase().replaceAll('-', '_')))
  }
})

test('two installations share no secret', () => {
  const [one, other] = [composeVariables(choices), composeVariables(choices)]
  for (const name of Object.keys(one).filter((key) => /PASSWORD|PRIVATE|TOKEN/.test(key)))
    assert.notEqual(one[name], other[name], name)
})

test('an existing .env is never overwritten, and a new one is private', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'env-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const file = path.join(folder, '.env')
  const make = () =>
    spawnSync(process.execPath, [script, '--public-url', 'http://localhost:8080', '--simulator', '--output', file], {
      encoding: 'utf8',
    })
  assert.equal(make().status, 0)
  assert.equal(fs.statSync(file).mode & 0o777, 0o600)
  const before = fs.readFileSync(file, 'utf8')
  assert.equal(make().status, 2)
  assert.equal(fs.readFileSync(file, 'utf8'), before)
})

test('a mistyped address writes nothing and says what was expected', () => {
  for (const args of [
    [],
    ['--public-url', 'localhost:8080', '--simulator'],
    ['--public-url', 'http://x', '--smtp-url', 'mail.example'],
  ]) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...args, '--output', '-'], { encoding: 'utf8' })
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /must be/)
  }
})

test('a container is well while it holds its connection to NATS, and no longer', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const exitCode = async () => {
    const check = spawn(process.execPath, [path.join(root, 'deploy/images/healthcheck.mjs')], {
      env: { MIAOHUI_NATS_URL: `nats://nats:${port}` },
    })
    return (await once(check, 'exit'))[0]
  }
  assert.equal(await exitCode(), 1)
  const accepted = once(server, 'connection')
  const client = net.connect(port, '127.0.0.1')
  const [connection] = await accepted
  assert.equal(await exitCode(), 0)
  const closed = once(client, 'close')
  client.destroy()
  connection.destroy()
  await closed
  assert.equal(await exitCode(), 1)
  server.close()
})
