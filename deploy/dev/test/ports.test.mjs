import assert from 'node:assert/strict'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { isFree, Ports } from '../launcher/ports.mjs'

const listen = (host, port = 0) =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen({ host, port }, () => resolve(server))
  })

function portsFile(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ports-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  return path.join(folder, 'ports.json')
}

test('a port on which a stranger listens is passed over, on whatever address', async (t) => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::1']) {
    const stranger = await listen(host).catch(() => null)
    if (!stranger) continue
    t.after(() => stranger.close())
    const { port } = stranger.address()
    assert.equal(await isFree(port), false, host)
    const ports = new Ports({ file: portsFile(t) })
    assert.ok((await ports.pick('gateway', port)) > port, host)
  }
})

test('a port is the same at the next start', async (t) => {
  const file = portsFile(t)
  const stranger = await listen('127.0.0.1')
  const { port } = stranger.address()
  const first = await new Ports({ file }).pick('redis', port)
  await new Promise((resolve) => stranger.close(resolve))
  assert.notEqual(first, port)
  assert.equal(await new Ports({ file }).pick('redis', port), first)
  assert.equal(await new Ports({ file }).pick('redis', port, { remembered: false }), port)
})

test('picks side by side never get the same port', async (t) => {
  for (const random of [false, true]) {
    const ports = new Ports({ file: portsFile(t), random })
    const picked = await Promise.all(Array.from({ length: 10 }, (_, index) => ports.pick(`server-${index}`, 21000)))
    assert.equal(new Set(picked).size, 10)
  }
})
