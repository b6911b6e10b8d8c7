import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { EventName, PuppetEvent, PuppetEventOf } from '@miaohui/puppet-protocol/event-types'
import { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import type { PuppetEventStream } from '@miaohui/puppet-protocol/puppet-event-stream'
import { WorkerControlClient } from '@miaohui/puppet-protocol/worker-control-client'
import type { SimulatorProcess } from '@miaohui/testing/simulator-process'

/** An account as account-hosting sees it: its calls, and all events that came in. */
export class ConnectedAccount extends EventEmitter {
  readonly events: PuppetEvent[] = []
  readonly client: PuppetClient
  readonly stream: PuppetEventStream
  private read = 0

  private constructor(
    readonly accountId: string,
    readonly simulator: SimulatorProcess,
    readonly token: string,
    epoch: string,
  ) {
    super()
    this.client = new PuppetClient({ endpoint: simulator.endpoint, token, shareChannel: true })
    this.stream = this.client.openEvents({
      resume: { seq: 0, epoch },
      backoff: { minMs: 20, maxMs: 200 },
      onEvents: (batch) => {
        this.events.push(...batch)
        this.emit('more')
      },
    })
  }

  static async create(simulator: SimulatorProcess): Promise<ConnectedAccount> {
    const control = new WorkerControlClient({ endpoint: simulator.endpoint, controlToken: simulator.controlToken })
    const accountId = randomUUID()
    const token = `sbx_${randomUUID()}`
    const { epoch } = await control.createInstance({ accountId, token, scheme: 'workmate', region: 'beijing' })
    control.close()
    return new ConnectedAccount(accountId, simulator, token, epoch)
  }

  static async online(simulator: SimulatorProcess): Promise<ConnectedAccount> {
    const account = await ConnectedAccount.create(simulator)
    await account.client.call('Start', {})
    await account.next('SCAN')
    await simulator.driver.scan(account.accountId)
    await simulator.driver.confirm(account.accountId)
    await account.next('READY')
    return account
  }

  /** The next event of that name after the one that was read last; others in between are passed over. */
  async next<N extends EventName>(
    name: N,
    wanted: (payload: PuppetEventOf<N>['payload']) => boolean = () => true,
  ): Promise<PuppetEventOf<N>['payload']> {
    for (;;) {
      while (this.read < this.events.length) {
        const event = this.events[this.read++]
        if (event?.name === name && wanted(event.payload as PuppetEventOf<N>['payload']))
          return event.payload as PuppetEventOf<N>['payload']
      }
      await once(this, 'more')
    }
  }

  send(conversationId: string, text: string, idempotencyKey: string = randomUUID()): Promise<{ id: string }> {
    return this.client.call('MessageSendText', { conversationId, text }, { idempotencyKey })
  }

  close(): void {
    this.client.close()
  }
}
