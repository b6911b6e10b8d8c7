import { join } from 'node:path'
import { hostAccount, openEnterprise } from '@miaohui/testing/opening'
import type { Person } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'
import type { Profilee } from './cpu-profile'

/** As a customer runs it, but for the pacing, the limits on requests and the seats of the trial. */
const ENVIRONMENT = {
  MIAOHUI_PACING_GAP_MS: '0',
  MIAOHUI_PACING_DAILY_CAP: '100000000',
  MIAOHUI_REQUESTS_PER_MINUTE: '100000000',
  MIAOHUI_TRIAL_SEATS: '20',
  // Opened by a signal, only when a target was missed.
  NODE_OPTIONS: '--inspect-port=127.0.0.1:0',
}

/** A product on a throw-away data folder, with somebody signed in. */
export class Site {
  private constructor(
    readonly product: Product,
    readonly seller: Person,
  ) {}

  static async open(flags: readonly string[] = []): Promise<Site> {
    const product = await Product.start({ flags: [...flags], env: ENVIRONMENT })
    try {
      const { seller } = await openEnterprise(product)
      return new Site(product, seller)
    } catch (error) {
      await product.stop()
      throw error
    }
  }

  /** Accounts online and synchronised, with a population of 50 (S) or 1,000 (M) people each. */
  async host(count: number, population: 'S' | 'M'): Promise<string[]> {
    await this.product.simulator.knobs({ population })
    const ids: string[] = []
    for (let n = 0; n < count; n++) ids.push(await hostAccount(this.product, this.seller))
    return ids
  }

  pid(name: string): number {
    const pid = this.product.processes().find((each) => each.name === name)?.pid
    if (!pid) throw new Error(`${name} is not running`)
    return pid
  }

  profilee(name: string): Profilee {
    return { name, pid: this.pid(name), logFile: join(this.product.dataDir, 'logs', `${name}.log`) }
  }

  close(): Promise<void> {
    return this.product.stop()
  }
}
