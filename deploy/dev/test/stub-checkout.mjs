import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const devFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const checkout = path.resolve(devFolder, '../..')

const health = `
const http = require('node:http')
const readsEnvironment = (request, response) => response.end(JSON.stringify(process.env))
http.createServer((request, response) => {
  if (request.url === '/api/health/ready') return response.end('{}')
  if (request.url === '/api/v1/setup') return response.end('{"required":true}')
  if (request.url === '/environment') return readsEnvironment(request, response)
  response.statusCode = 404
  response.end()
}).listen(Number(process.env.MIAOHUI_PORT), '127.0.0.1')
process.on('SIGTERM', () => { console.log('drained'); process.exit(0) })
`

const service = `
setInterval(() => {}, 1000)
process.on('SIGTERM', () => process.exit(0))
process.send({ type: 'ready' })
`

const natsUsers = `
const users = Object.entries(process.env)
  .map(([name, value]) => [/^MIAOHUI_(.*)_NATS_PASSWORD$/.exec(name)?.[1], value])
  .filter(([name]) => name)
  .map(([name, value]) => '{ user: "' + name.toLowerCase().replaceAll('_', '-') + '", password: "' + value + '" }')
console.log('authorization { users = [' + users.join(', ') + '] }')
`

const listener = (variable) => `
const http = require('node:http')
http.createServer((request, response) => response.end('{}')).listen(Number(process.env.${variable}), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
`

const services = ['identity', 'org', 'license', 'account-hosting', 'messaging', 'sop']

/**
 * A checkout whose product is a handful of stubs: the launcher itself is the real one, and so are the servers it starts.
 * @param {string} runtime folder with unpacked server binaries, so that a test does not unpack them again
 */
export function makeStubCheckout(runtime) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'miaohui-stub-'))
  fs.chmodSync(root, 0o755)
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
  fs.cpSync(devFolder, path.join(root, 'deploy/dev'), { recursive: true })
  fs.symlinkSync(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'))
  fs.mkdirSync(path.join(root, '.data'))
  fs.symlinkSync(runtime, path.join(root, '.data/runtime'))
  write('apps/all-in-one/dist/main.js', health)
  write('apps/gateway/dist/main.js', health)
  for (const name of services) write(`services/${name}/dist/main.js`, service)
  write('apps/provision/dist/nats-config.js', natsUsers)
  write('apps/provision/dist/main.js', '')
  write('apps/wecom-simulator/dist/main.js', listener('MIAOHUI_SIMULATOR_HTTP_PORT'))
  write('apps/mail-catcher/dist/main.js', listener('MIAOHUI_MAIL_HTTP_PORT'))
  return { root, write, remove: () => fs.rmSync(root, { recursive: true, force: true }) }
}
