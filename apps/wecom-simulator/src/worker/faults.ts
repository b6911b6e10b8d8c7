import { setTimeout as wait } from 'node:timers/promises'
import { status } from '@grpc/grpc-js'
import { SEND_METHODS } from '@miaohui/puppet-protocol/puppet-methods'
import type { PuppetCallContext } from '@miaohui/puppet-protocol/puppet-server'
import type { SimulatedAccount } from '../account/simulated-account'
import type { KnobName } from '../knobs/knob-values'
import type { World } from '../world/world'

/** The status of a broken connection. Lost requests and lost answers look the same from outside: that is the point. */
const BROKEN = { code: status.UNAVAILABLE, details: 'connection reset' }

/** Makes the network and the worker fail as the knobs say. Lost and made-up errors hit sends only; latency hits every call. */
export class Faults {
  private readonly lastCut = new Map<SimulatedAccount, number>()
  private readonly ticker: NodeJS.Timeout

  constructor(
    private readonly world: World,
    private readonly cutStream: (account: SimulatedAccount) => void,
  ) {
    this.ticker = setInterval(() => this.cutDueStreams(), 500)
    this.ticker.unref()
  }

  async around(account: SimulatedAccount, { method }: PuppetCallContext, handle: () => Promise<object>): Promise<object> {
    const latency = this.world.knob('rpc.latency', account)
    if (latency) await wait(account.random.lognormal(latency.p50, latency.p99))
    if (!SEND_METHODS.has(method)) return handle()
    if (this.fires('rpc.hang', account)) return new Promise<never>(() => undefined)
    if (this.fires('rpc.lostRequest', account)) throw BROKEN
    const made = this.world.knob('rpc.error', account)
    if (made && this.world.knobs.fires('rpc.error', made.prob, account.accountId, account.random)) {
      throw { code: made.code, details: made.details }
    }
    const answer = await handle()
    if (this.fires('rpc.lostAck', account)) throw BROKEN
    return answer
  }

  eventCopies(account: SimulatedAccount): number {
    return this.fires('stream.dup', account) ? 2 : 1
  }

  stop(): void {
    clearInterval(this.ticker)
  }

  private fires(
    name: Extract<KnobName, 'rpc.hang' | 'rpc.lostRequest' | 'rpc.lostAck' | 'stream.dup'>,
    account: SimulatedAccount,
  ): boolean {
    return this.world.knobs.fires(name, this.world.knob(name, account), account.accountId, account.random)
  }

  private cutDueStreams(): void {
    const now = Date.now()
    for (const account of this.world.accounts.values()) {
      const cut = this.world.knob('stream.cut', account)
      if (!cut) this.lastCut.delete(account)
      else if (now - (this.lastCut.get(account) ?? now) >= cut.everySec * 1000) {
        this.lastCut.set(account, now)
        this.cutStream(account)
      } else if (!this.lastCut.has(account)) this.lastCut.set(account, now)
    }
  }
}
