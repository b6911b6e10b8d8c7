import { LOGGER } from '@miaohui/platform/logging'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type pino from 'pino'
import { HostingConfig, hostingConfig } from '../config'
import { HOSTING_PROVIDER, type HostingProvider } from './hosting-provider'
import { PuppetProvider } from './puppet/puppet-provider'

/** The one place that knows which kind of provider hosts the accounts. */
@Global()
@Module({
  providers: [
    { provide: HostingConfig, useFactory: () => hostingConfig() },
    {
      provide: HOSTING_PROVIDER,
      useFactory: ({ workers }: HostingConfig, { internalPrivateKey }: ServiceConfig, log: pino.Logger) =>
        new PuppetProvider(
          workers.map((worker) => ({ ...worker, keepsKeys: worker.keepsKeys ?? true })),
          Buffer.from(internalPrivateKey, 'base64'),
          (accountId) => (event, error) =>
            log.warn(
              { accountId, event: event.name, seq: event.seq, err: error },
              'an event was left out: its record cannot be had',
            ),
        ),
      inject: [HostingConfig, ServiceConfig, LOGGER],
    },
  ],
  exports: [HostingConfig, HOSTING_PROVIDER],
})
export class ProviderModule implements OnApplicationShutdown {
  constructor(@Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider) {}

  onApplicationShutdown(): void {
    this.provider.close()
  }
}
