import { randomUUID } from 'node:crypto'
import { measureBareSends } from '@miaohui/puppet-protocol/bare-send-rate'
import { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import { WorkerControlClient } from '@miaohui/puppet-protocol/worker-control-client'
import { SimulatorProcess } from '@miaohui/testing/simulator-process'

type Account = { accountId: string; token: string; epoch: string }

/** A simulator without our product: what remains is the raw limit. */
export class BareWorker {
  private constructor(
    readonly simulator: SimulatorProcess,
    private readonly control: WorkerControlClient,
  ) {}

  static async start(): Promise<BareWorker> {
    const simulator = await SimulatorProcess.start({ from: 'dist' })
    const { endpoint, controlToken } = simulator
    return new BareWorker(simulator, new WorkerControlClient({ endpoint, controlToken }))
  }

  async close(): Promise<void> {
    this.control.close()
    await this.simulator.stop()
  }

  async host(population: 'S' | 'M'): Promise<Account> {
    const { driver } = this.simulator
    await driver.knobs({ population })
    const [accountId, token] = [randomUUID(), `bench_${randomUUID()}`]
    const { epoch } = await this.control.createInstance({ accountId, token, scheme: 'workmate', region: 'beijing' })
    const client = this.clientOf(token)
    await client.call('Start', {})
    await driver.phoneInState(accountId, 'QR')
    await driver.scan(accountId)
    await driver.confirm(accountId)
    await driver.phoneInState(accountId, 'ONLINE')
    client.close()
    return { accountId, token, epoch }
  }

  /** Answers every new friend at once, remembering nothing, until the returned function is called. */
  greet({ token, epoch }: Account): () => void {
    const client = this.clientOf(token)
    const answer = async (friendshipId: string): Promise<void> => {
      const { contactId } = await client.call('FriendshipPayload', { id: friendshipId })
      await client.call('MessageSendText', { conversationId: contactId, text: '你好' }, { idempotencyKey: friendshipId })
    }
    client.openEvents({
      resume: { seq: 0, epoch },
      onEvents: (events) => {
        for (const event of events)
          if (event.name === 'FRIENDSHIP') answer(event.payload.friendshipId).catch((error: unknown) => console.error(error))
      },
    })
    return () => client.close()
  }

  /** Text sends per second to friends of these accounts. */
  async sendRate(accounts: readonly Account[], sends: number, concurrency: number): Promise<number> {
    const { driver, endpoint } = this.simulator
    const targets = await Promise.all(
      accounts.map(async ({ accountId, token }) => ({
        token,
        conversationIds: (await driver.customers(accountId, { relation: 'friend' })).map(({ id }) => id),
      })),
    )
    const keyPrefix = `${randomUUID()}-`
    return (await measureBareSends({ endpoint, accounts: targets, sends, concurrency, keyPrefix })).perSecond
  }

  private clientOf(token: string): PuppetClient {
    return new PuppetClient({ endpoint: this.simulator.endpoint, token, shareChannel: true })
  }
}
