import { SEND_STATES } from '@miaohui/contracts/messaging/send'
import { eventually } from '@miaohui/testing/eventually'
import type { Addition } from '@miaohui/testing/simulator-driver'
import { beliefs, massSend, sendsOf, tagFriends, untilFinished } from '../src/broadcasting'
import { askDatabase } from '../src/database'
import { hostAccount, openEnterprise } from '@miaohui/testing/opening'
import type { Person } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'
import { flushRedis } from '../src/redis'

const RECIPIENTS = 500
/** 20 ms between two sends: the run lasts long enough to be hit in the middle. The lease is what a dead process's sends wait for. */
const TIMES = {
  MIAOHUI_PACING_GAP_MS: '20',
  MIAOHUI_SEND_LEASE_MS: '4000',
  MIAOHUI_SEND_CALL_TIMEOUT_MS: '3000',
  MIAOHUI_SEND_GRACE_MS: '3000',
}

describe('a mass-send of 500 with three lost acknowledgements in a hundred', () => {
  let product: Product
  let seller: Person
  let accountId: string
  let tagId: string
  let customers: Addition[]

  beforeAll(async () => {
    product = await Product.start({ flags: ['--split'], env: TIMES })
    ;({ seller } = await openEnterprise(product))
    accountId = await hostAccount(product, seller)
    tagId = await tagFriends(seller, '直播课学员', await newFriends())
    // Nobody is told when a customer deletes the account: the product finds out by sending.
    await product.simulator.knobs({ 'rpc.lostAck': 0.03, removedEventProb: 0 })
  })
  afterAll(async () => {
    await product?.stop()
  })

  /** So many people add the account; the newest friends are then these. */
  async function newFriends(): Promise<number> {
    const count = () => seller.ask<{ count: number }>('POST', seller.team('/customers/count'), {}).then((reply) => reply.count)
    const before = await count()
    customers = await product.simulator.addCustomers(accountId, { count: RECIPIENTS, ratePerSecond: 250 })
    await eventually(async () => expect(await count()).toBe(before + RECIPIENTS), { withinMs: 30_000, everyMs: 100 })
    return RECIPIENTS
  }

  /** Waits until so many customers have the message. */
  const untilArrived = (since: number, count: number) =>
    eventually(
      async () => {
        const { length } = await product.simulator.ledger({ acc: accountId, since })
        if (length < count) throw new Error(`${length} of ${count} arrived`)
      },
      { withinMs: 60_000, everyMs: 50 },
    )

  /** Runs a mass-send with a disturbance in its middle and compares what the product says with what the customers' phones show. */
  async function disturbed(name: string, gone: number, disturb: (since: number) => Promise<void>): Promise<void> {
    const since = await product.simulator.ledgerPosition()
    const { id } = await massSend(seller, tagId, name)
    await untilArrived(since, RECIPIENTS / 5)
    await disturb(since)
    const broadcast = await untilFinished(seller, id, 90_000)

    const sends = await sendsOf(seller, id)
    expect(new Set(sends.map((s) => s.customerId)).size).toBe(RECIPIENTS)
    expect(await product.simulator.checkLedger(beliefs(sends), { acc: accountId, since })).toEqual({
      ok: RECIPIENTS,
      dup: 0,
      lost: 0,
      failedButDelivered: 0,
      ghost: 0,
      unknown: 0,
      offenders: [],
    })
    const arrived = await product.simulator.ledger({ acc: accountId, since })
    expect(arrived.map((row) => row.conversationId).sort()).toEqual(
      customers
        .slice(gone)
        .map((customer) => customer.id)
        .sort(),
    )
    expect(broadcast.sends).toBe(RECIPIENTS)
    expect(broadcast.counts).toEqual({ ...noSends(), delivered: RECIPIENTS - gone, failed: gone })
  }

  it('reaches everybody exactly once although messaging is killed in the middle', async () => {
    // An echo would settle a send whose acknowledgement is lost: without one it has to be repeated.
    await product.simulator.knobs({ 'echo.loss': 0.7 })
    await disturbed('开课提醒', 0, async (since) => {
      await product.crash('messaging')
      expect((await product.simulator.ledger({ acc: accountId, since })).length).toBeLessThan(RECIPIENTS)
    })
    const repeated = await askDatabase(product, 'mh_messaging', 'select id from send where attempt > 1')
    expect(repeated.length).toBeGreaterThan(0)
    await product.simulator.knobs({ 'echo.loss': 0 })
  })

  it('loses and doubles nothing when NATS is killed and Redis is emptied in the middle', async () => {
    const { redisUrl } = product.servers()
    await disturbed('复习提醒', 0, async (since) => {
      await product.crash('nats')
      await flushRedis(redisUrl)
      await untilArrived(since, RECIPIENTS / 2)
      await flushRedis(redisUrl)
    })
  })

  it('tells who could not be reached when account hosting is killed in the middle, and reaches the others once', async () => {
    const gone = 20
    for (const { id } of customers.slice(0, gone)) await product.simulator.deleteAccountAs(id)
    await disturbed('作业提醒', gone, () => product.crash('account-hosting'))
  })
})

const noSends = () => Object.fromEntries(SEND_STATES.map((state) => [state, 0]))
