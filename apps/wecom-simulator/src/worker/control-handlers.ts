import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { PuppetServer } from '@miaohui/puppet-protocol/puppet-server'
import type { WorkerControlHandlers } from '@miaohui/puppet-protocol/worker-control-server'
import type { SimulatedAccount } from '../account/simulated-account'
import type { World } from '../world/world'

const SCHEMES = new Set(['workmate', 'workzen'])
const REGIONS = new Set(['beijing', 'shanghai', 'hangzhou'])

/** The simulator's answers on the control plane. */
export function controlHandlers(world: World, puppet: PuppetServer<SimulatedAccount>): WorkerControlHandlers {
  const startedAt = Date.now()
  return {
    CreateInstance: async ({ accountId, token, scheme, region }) => {
      if (!/^[\w-]{1,64}$/.test(accountId)) throw new ProviderError('INVALID_REQUEST', 'account_id')
      if (token.length < 16) throw new ProviderError('INVALID_REQUEST', 'token is too short')
      if (!SCHEMES.has(scheme)) throw new ProviderError('INVALID_REQUEST', `scheme ${scheme}`)
      if (!REGIONS.has(region)) throw new ProviderError('INVALID_REQUEST', `region ${region}`)
      const { handle, epoch } = world.createInstance({ accountId, token, scheme, region }).identity
      await world.durable()
      return { handle, epoch }
    },
    DeleteInstance: async ({ accountId }) => {
      const account = world.accounts.get(accountId)
      if (account) puppet.cutStream(account)
      world.deleteInstance(accountId)
      await world.durable()
      return {}
    },
    ListInstances: () => ({
      instances: [...world.accounts.values()].map(({ identity, login }) => ({
        accountId: identity.accountId,
        handle: identity.handle,
        epoch: identity.epoch,
        scheme: identity.scheme,
        region: identity.region,
        state: login.state,
      })),
    }),
    SetProxy: ({ accountId, proxyUrl }) => {
      const account = world.accounts.get(accountId)
      if (!account) throw new ProviderError('NOT_FOUND', accountId)
      account.proxyUrl = proxyUrl
      return {}
    },
    Drain: () => {
      world.draining = true
      puppet.cutAllStreams()
      return {}
    },
    Stats: () => {
      const waiting = [...world.accounts.values()].flatMap((account) => {
        const delivered = puppet.deliveredSeq(account)
        return delivered < account.events.lastSeq ? [delivered + 1] : []
      })
      return {
        accounts: world.accounts.size,
        rss: process.memoryUsage.rss(),
        eventsPerSec: world.eventsPublished / Math.max(1, (Date.now() - startedAt) / 1000),
        oldestUnackedSeq: waiting.length > 0 ? Math.min(...waiting) : 0,
      }
    },
  }
}
