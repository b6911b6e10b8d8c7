import { newId } from '@miaohui/contracts/kernel/ids'
import { foundEnterprise } from '@miaohui/contracts/org/enterprise'
import { eventually } from '@miaohui/testing/eventually'
import { Person } from '@miaohui/testing/person'
import type { Product } from '@miaohui/testing/product'
import { joinBus } from '@miaohui/testing/service'

type Secrets = { nats: { identity: string }; internalKeys: Record<string, { private: string; public: string }> }

/**
 * Another enterprise of the same founder. The product founds one enterprise by its set-up; a further one is asked for as identity would
 * ask, on the product's own bus.
 */
export async function foundAnother(product: Product, founder: Person, name: string): Promise<Person> {
  const { user } = await founder.ask<{ user: { id: string; name: string } }>('GET', '/api/v1/me')
  const { nats, internalKeys } = product.secrets() as Secrets
  const enterpriseId = newId()
  const identity = await joinBus('identity', {
    url: product.servers().natsUrl,
    password: nats.identity,
    privateKey: internalKeys['identity']!.private,
    publicKeys: Object.fromEntries(Object.entries(internalKeys).map(([peer, pair]) => [peer, pair.public])),
  })
  try {
    await identity.client.call(
      foundEnterprise,
      {
        enterpriseId,
        name,
        timeZone: 'Asia/Shanghai',
        founderUserId: user.id,
        founderName: user.name,
        founderEmail: founder.email,
      },
      { actor: { kind: 'service', service: 'identity', enterpriseId } },
    )
  } finally {
    await identity.bus.close()
  }
  const there = await new Person(product.url, founder.email, founder.password).signIn()
  there.enterpriseId = enterpriseId
  return eventually(async () => {
    there.teamId = (await there.ask<{ id: string }>('POST', there.at('/teams'), { name: `${name}的小组` })).id
    return there
  })
}
