import { createHmac } from 'node:crypto'
import { REGIONS, SCHEMES, type Region, type Scheme } from '@miaohui/contracts/account-hosting/account'
import { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import { WorkerControlClient } from '@miaohui/puppet-protocol/worker-control-client'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { AccountLink, HostedPlace, HostingProvider } from '../hosting-provider'
import { PuppetLink } from './puppet-link'
import type { SkippedEvent } from './puppet-signals'

export type WorkerSettings = {
  name: string
  /** host:port of the worker's gRPC server. */
  endpoint: string
  controlToken: string
  schemes: readonly Scheme[]
  regions: readonly Region[]
  /**
   * The worker remembers idempotency keys durably for at least seven days, so that a send may be handed over again. Workers with our
   * control plane must; a foreign one is declared otherwise here.
   */
  keepsKeys: boolean
}

/** Hosting workers that speak the puppet protocol and our control plane. */
export class PuppetProvider implements HostingProvider {
  readonly options: HostingProvider['options']
  private readonly workers: ReadonlyMap<string, { settings: WorkerSettings; control: WorkerControlClient }>
  private readonly links = new Map<string, { link: PuppetLink; client: PuppetClient }>()

  /** @param secret from which the tokens of the accounts are derived: no token is stored, and every replica knows all of them. */
  constructor(
    workers: readonly WorkerSettings[],
    private readonly secret: Buffer,
    private readonly skipped: (accountId: string) => SkippedEvent,
  ) {
    this.workers = new Map(
      workers.map((settings) => {
        const { endpoint, controlToken } = settings
        return [settings.name, { settings, control: new WorkerControlClient({ endpoint, controlToken, deadlineMs: 8_000 }) }]
      }),
    )
    const regionsOf = (scheme: Scheme): Region[] =>
      REGIONS.filter((region) => workers.some((w) => w.schemes.includes(scheme) && w.regions.includes(region)))
    this.options = SCHEMES.map((scheme) => ({ scheme, regions: regionsOf(scheme) })).filter(({ regions }) => regions.length > 0)
  }

  choose(scheme: Scheme, region: Region, accountsOf: ReadonlyMap<string, number>): string | null {
    const fitting = [...this.workers.values()].filter(
      ({ settings: w }) => w.schemes.includes(scheme) && w.regions.includes(region),
    )
    const load = (name: string): number => accountsOf.get(name) ?? 0
    return fitting.map(({ settings }) => settings.name).sort((a, b) => load(a) - load(b))[0] ?? null
  }

  async provision({ accountId, worker, scheme, region }: HostedPlace): Promise<{ handle: string }> {
    const { control } = this.worker(worker)
    return { handle: (await control.createInstance({ accountId, token: this.token(accountId), scheme, region })).handle }
  }

  async deprovision({ accountId, worker }: Pick<HostedPlace, 'accountId' | 'worker'>): Promise<void> {
    this.links.get(accountId)?.client.close()
    this.links.delete(accountId)
    await this.worker(worker).control.deleteInstance(accountId)
  }

  link({ accountId, worker }: Pick<HostedPlace, 'accountId' | 'worker'>): AccountLink {
    const known = this.links.get(accountId)
    if (known) return known.link
    const { settings } = this.worker(worker)
    const client = new PuppetClient({ endpoint: settings.endpoint, token: this.token(accountId), shareChannel: true })
    const link = new PuppetLink(client, settings.keepsKeys ? 'A' : 'C', this.skipped(accountId))
    this.links.set(accountId, { link, client })
    return link
  }

  close(): void {
    for (const { client } of this.links.values()) client.close()
    for (const { control } of this.workers.values()) control.close()
    this.links.clear()
  }

  private worker(name: string): { settings: WorkerSettings; control: WorkerControlClient } {
    const worker = this.workers.get(name)
    if (!worker) throw new ProviderError('WORKER_UNREACHABLE', `no worker ${name} is configured`)
    return worker
  }

  private token(accountId: string): string {
    return `account_${createHmac('sha256', this.secret).update(`worker token of ${accountId}`).digest('hex')}`
  }
}
