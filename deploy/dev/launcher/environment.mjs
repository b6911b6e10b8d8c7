import { services } from './options.mjs'
import { variableName } from './secrets.mjs'

/** Variables that hold a secret of one process: never inherited, only handed to the process they belong to. */
const ownVariables = new RegExp(
  `^MIAOHUI_(((${services.map(variableName).join('|')}|GATEWAY|PROVISIONER)_.*)|ACCESS_PRIVATE_KEY|WORKERS|SETUP_TOKEN|POSTGRES_URL|SIMULATOR_.*|MAIL_(SMTP|HTTP)_PORT)$`,
)

/** What every child inherits. npm's own variables would make a node process behave as if it were run by npm. */
export function inherited(given) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !ownVariables.test(name) && !name.startsWith('npm_')))
}

/** What the operator set under a prefix. */
export const givenWith = (given, prefix, except) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith(prefix) && name !== except))

const databaseName = (service) => `mh_${service.replaceAll('-', '_')}`

function databaseUrl(superuserUrl, service, owner, password) {
  const url = new URL(superuserUrl)
  url.username = `${databaseName(service)}_${owner}`
  url.password = password
  url.pathname = `/${databaseName(service)}`
  return url.href
}

/**
 * The environment of each process, by the one contract that launcher, containers and tests share.
 * @param {object} facts
 * @param {NodeJS.ProcessEnv} facts.given the launcher's own environment; what the operator sets there wins
 * @param {ReturnType<import('./secrets.mjs').completeSecrets>} facts.secrets
 * @param {{ postgres: string, nats: string, redis: string }} facts.urls
 * @param {{ smtpUrl: string, publicUrl: string, host: string, port: number, dataFolder: string, workerEndpoint: string | undefined }} facts.site
 */
export function createEnvironment({ given, secrets, urls, site }) {
  const pick = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, given[name] ?? value]))
  const workers = site.workerEndpoint
    ? [
        {
          name: 'simulator',
          endpoint: site.workerEndpoint,
          controlToken: secrets.simulatorControlToken,
          schemes: ['workmate', 'workzen'],
          regions: ['beijing', 'shanghai', 'hangzhou'],
        },
      ]
    : []
  const publicKeys = Object.fromEntries(Object.entries(secrets.internalKeys).map(([name, pair]) => [name, pair.public]))
  const shared = {
    ...inherited(given),
    ...pick({
      MIAOHUI_REDIS_URL: urls.redis,
      MIAOHUI_NATS_URL: urls.nats,
      MIAOHUI_SMTP_URL: site.smtpUrl,
      MIAOHUI_MAIL_FROM: '"Miaohui" <no-reply@miaohui.localhost>',
      MIAOHUI_PUBLIC_URL: site.publicUrl,
      MIAOHUI_ACCESS_PUBLIC_KEY: secrets.accessKeys.public,
      MIAOHUI_INTERNAL_PUBLIC_KEYS: JSON.stringify(publicKeys),
      MIAOHUI_LOG_LEVEL: 'info',
    }),
    MIAOHUI_DATA: site.dataFolder,
  }
  const prefixOf = (name) => `MIAOHUI_${variableName(name)}_`
  /** All that the operator set for one process (pool sizes and the like), but never the owner of its database. */
  const givenFor = (name) => givenWith(given, prefixOf(name), `${prefixOf(name)}DATABASE_OWNER_URL`)
  const natsPassword = (name) => ({ [`${prefixOf(name)}NATS_PASSWORD`]: secrets.nats[name] })
  const internalKey = (name) => ({ [`${prefixOf(name)}INTERNAL_PRIVATE_KEY`]: secrets.internalKeys[name].private })
  const database = (service) => ({
    [`${prefixOf(service)}DATABASE_URL`]: databaseUrl(urls.postgres, service, 'app', secrets.databases[service].app),
  })
  const ownerDatabase = (service) =>
    pick({
      [`${prefixOf(service)}DATABASE_OWNER_URL`]: databaseUrl(urls.postgres, service, 'owner', secrets.databases[service].owner),
    })
  const setupToken = { MIAOHUI_SETUP_TOKEN: secrets.setupToken }
  const extras = {
    identity: { ...pick({ MIAOHUI_ACCESS_PRIVATE_KEY: secrets.accessKeys.private }), ...setupToken },
    org: setupToken,
    'account-hosting': pick({ MIAOHUI_WORKERS: JSON.stringify(workers) }),
  }
  const ofProcess = (name) => ({ ...natsPassword(name), ...internalKey(name), ...givenFor(name) })
  const gatewayOnly = { ...setupToken, MIAOHUI_PORT: String(site.port), MIAOHUI_HOST: site.host, ...ofProcess('gateway') }
  const serviceOnly = (service) => ({ ...extras[service], ...database(service), ...ofProcess(service) })
  const merged = (parts) => Object.assign({}, ...parts)

  return {
    gateway: () => ({ ...shared, ...gatewayOnly }),
    service: (service) => ({ ...shared, ...serviceOnly(service) }),
    allInOne: () => ({ ...shared, ...gatewayOnly, ...merged(services.map(serviceOnly)) }),
    /** The only one that can make databases, roles and streams. */
    provision: () => ({
      ...shared,
      ...merged(Object.keys(secrets.nats).map(natsPassword)),
      ...merged(services.map((service) => ({ ...database(service), ...givenFor(service), ...ownerDatabase(service) }))),
      MIAOHUI_POSTGRES_URL: urls.postgres,
    }),
  }
}
