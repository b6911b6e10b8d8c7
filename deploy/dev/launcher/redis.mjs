import path from 'node:path'
import { libraryPath } from './apt.mjs'
import { findOnPath, isAtLeast, missingServer, versionOf } from './binaries.mjs'
import { probeRedis } from './probes.mjs'
import { runAs } from './server-user.mjs'
import { stage } from './stages.mjs'

/** The machine's Redis or Valkey (as a process of ours), else the Debian package unpacked; no npm package carries the program. */
async function findRedis({ data, apt, user }) {
  const found = async (bin, env = {}) => {
    const version = bin && (await versionOf(bin, user, env))
    return isAtLeast(version, [6, 2]) ? { bin, env, version } : undefined
  }
  const system = await found(findOnPath(['redis-server', 'valkey-server']))
  if (system) return system
  const unpacked = await apt.unpack(path.join(data.runtime, 'apt-redis'), 'redis-server')
  const debian = unpacked && (await found(path.join(unpacked, 'usr/bin/redis-server'), libraryPath(unpacked)))
  if (debian) return debian
  throw missingServer('redis-server or valkey-server (6.2 or newer)', 'redis-server', 'MIAOHUI_REDIS_URL')
}

const durable = ['appendonly yes', 'appendfsync everysec', 'aof-use-rdb-preamble yes', 'save 3600 1 300 100']

/** @returns {Promise<{ title: string, url: () => string, spec: import('./supervisor.mjs').ProcessSpec }>} */
export async function embeddedRedis(context) {
  const { data, user, secrets, ports } = context
  const server = await findRedis(context)
  const folder = data.serverFolder('redis')
  const file = path.join(folder, 'redis.conf')
  let port = await ports.pick('redis', 16379)
  const settings = () => [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${secrets.redis}`,
    `dir ${JSON.stringify(folder)}`,
    'daemonize no',
    'logfile ""',
    'set-proc-title no',
    // Any other policy throws queued jobs away when memory runs out.
    'maxmemory-policy noeviction',
    ...(data.ephemeral ? ['appendonly no', 'save ""'] : durable),
  ]
  return {
    title: `Redis ${server.version}`,
    url: () => `redis://:${secrets.redis}@127.0.0.1:${port}`,
    spec: {
      name: 'redis',
      stage: stage.broker,
      attempts: 4,
      watched: true,
      command: () => {
        data.serverFile(file, `${settings().join('\n')}\n`)
        return { ...runAs(user), bin: server.bin, args: [file], env: { PATH: process.env.PATH, ...server.env } }
      },
      probe: () => probeRedis({ host: '127.0.0.1', port, password: secrets.redis }),
      onPortTaken: async () => void (port = await ports.pick('redis', 16379)),
    },
  }
}
