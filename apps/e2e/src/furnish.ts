import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@miaohui/testing/eventually'
import { hostAccount } from '@miaohui/testing/opening'
import type { Person } from '@miaohui/testing/person'
import { ROOT, type Product } from '@miaohui/testing/product'

type Item = { id: string }
type Items = { items: Item[] }

export const aPicture = (): string => readFileSync(join(ROOT, 'apps/e2e/fixtures/picture.png')).toString('base64')

/** One record of every kind in the person's enterprise and team; keys are the names of the collections in the addresses. */
export async function furnish(product: Product, boss: Person, name: string): Promise<Record<string, string>> {
  const make = async (path: string, body: object): Promise<string> => (await boss.ask<Item>('POST', path, body)).id
  const firstOf = async (answer: Promise<Items>): Promise<string> => (await answer).items[0]!.id
  const key = () => ({ idempotencyKey: crypto.randomUUID() })

  const accounts = await hostAccount(product, boss)
  const customers = await firstOf(boss.ask('POST', boss.team('/customers/search'), { filter: { relation: 'friend' } }))
  const email = `${crypto.randomUUID()}@example.com`
  const members = await make(boss.at('/members'), { name, email })
  await eventually(async () => {
    const { invitation } = await boss.ask<{ invitation?: { state: string } }>('GET', boss.at(`/members/${members}`))
    if (invitation?.state !== 'sent') throw new Error(`the invitation is ${invitation?.state}`)
  })
  const text = { kind: 'text', text: name }
  return {
    enterprises: boss.enterpriseId,
    teams: boss.teamId,
    accounts,
    customers,
    members,
    departments: await make(boss.at('/departments'), { name }),
    'permission-groups': await make(boss.at('/permission-groups'), { name, permissions: [], dataScope: 'team' }),
    rooms: await firstOf(boss.ask('GET', boss.team('/rooms'))),
    tags: await make(boss.team('/tags'), { name, colour: 'teal' }),
    materials: await make(boss.team('/materials'), { kind: 'image', name: 'picture.png', content: aPicture() }),
    conversations: await make(boss.team('/conversations'), { customerId: customers }),
    broadcasts: await make(boss.team('/broadcasts'), {
      name,
      mode: 'unlimited',
      filter: { accountIds: [accounts] },
      messages: [text],
      startAt: new Date(Date.now() + 86_400_000).toISOString(),
      ...key(),
    }),
    'answer-sops': await make(boss.team('/answer-sops'), {
      name,
      accountIds: [accounts],
      steps: [{ delayMs: 0, content: text }],
      enabled: false,
      ...key(),
    }),
  }
}
