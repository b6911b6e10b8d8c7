import { openEnterprise } from '@miaohui/testing/opening'
import type { ProblemBody } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'

describe('seats of the licence', () => {
  let product: Product
  beforeAll(async () => {
    product = await Product.start()
  })
  afterAll(async () => {
    await product?.stop()
  })

  it('lets exactly five of a hundred parallel requests have an account, the others learn why', async () => {
    const { boss, seller } = await openEnterprise(product)
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        seller.raw('POST', seller.team('/accounts'), {
          platform: 'wecom',
          scheme: 'workmate',
          region: 'beijing',
          idempotencyKey: crypto.randomUUID(),
        }),
      ),
    )
    expect(answers.filter((a) => a.status === 201)).toHaveLength(5)
    const refusals = answers.filter((a) => a.status !== 201)
    expect(new Set(refusals.map((a) => `${a.status} ${(a.json as ProblemBody).code}`))).toEqual(new Set(['409 SEAT_EXHAUSTED']))
    expect((refusals[0]?.json as ProblemBody).meta).toMatchObject({ used: 5, capacity: 5 })
    expect(await boss.ask('GET', boss.at('/license'))).toMatchObject({ used: 5, capacity: 5 })
    const { items } = await seller.ask<{ items: { id: string }[] }>('GET', seller.team('/accounts'))
    expect(items).toHaveLength(5)

    await seller.raw('DELETE', seller.team(`/accounts/${items[0]!.id}`))
    await boss.ask('DELETE', boss.team(`/accounts/${items[1]!.id}`))
    const freed = await boss.ask<{ used: number }>('GET', boss.at('/license'))
    expect(freed.used).toBe(4)
  })
})
