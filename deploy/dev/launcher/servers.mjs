import { addressOf, awaitExternal } from './external-server.mjs'
import { embeddedNats } from './nats.mjs'
import { embeddedPostgres, superuser } from './postgres.mjs'
import { probeNats, probePostgres, probeRedis } from './probes.mjs'
import { embeddedRedis } from './redis.mjs'

async function started({ supervisor }, server) {
  await supervisor.start(server.spec)
  return { title: server.title, url: server.url() }
}

/** @returns {Promise<{ title: string, url: string }>} url: of the superuser */
export async function ensurePostgres(context) {
  const url = context.given.MIAOHUI_POSTGRES_URL
  if (!url) return started(context, await embeddedPostgres(context))
  const address = addressOf(url, 5432)
  const probe = () => probePostgres({ ...address, user: address.user || superuser, database: address.database || 'postgres' })
  return { title: await awaitExternal({ variable: 'MIAOHUI_POSTGRES_URL', label: 'PostgreSQL', address, probe }), url }
}

/** @returns {Promise<{ title: string, url: string }>} */
export async function ensureRedis(context) {
  const url = context.given.MIAOHUI_REDIS_URL
  if (!url) return started(context, await embeddedRedis(context))
  return {
    title: await awaitExternal({
      variable: 'MIAOHUI_REDIS_URL',
      label: 'Redis',
      address: addressOf(url, 6379),
      probe: probeRedis,
    }),
    url,
  }
}

/**
 * @param {() => Promise<string>} authorization makes the authorization block; not asked for a server of the operator's, who has put it there
 * @returns {Promise<{ title: string, url: string }>}
 */
export async function ensureNats(context, authorization) {
  const url = context.given.MIAOHUI_NATS_URL
  if (!url) return started(context, await embeddedNats(context, await authorization()))
  const login = { user: 'provisioner', password: context.secrets.nats.provisioner }
  // One server of a cluster is enough to begin with.
  const addresses = url.split(',').map((one) => ({ ...addressOf(one.trim(), 4222), ...login }))
  const probe = async () => {
    const verdicts = await Promise.all(addresses.map(probeNats))
    return verdicts.find(({ ok }) => ok) ?? verdicts[0]
  }
  return { title: await awaitExternal({ variable: 'MIAOHUI_NATS_URL', label: 'NATS', address: addresses[0], probe }), url }
}
