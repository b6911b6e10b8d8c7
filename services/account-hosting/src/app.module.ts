import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { AccountsModule } from './accounts/accounts.module'
import { migrations } from './database/migrations/list'
import { DeliveryModule } from './delivery/delivery.module'
import { HostingModule } from './hosting/hosting.module'
import { ProviderModule } from './provider/provider.module'
import { SyncModule } from './sync/sync.module'

@Module({
  imports: [
    ServiceModule.forRoot('account-hosting'),
    PersistenceModule.forRoot({ service: 'account-hosting', entities: [], migrations }),
    ProviderModule,
    AccountsModule,
    HostingModule,
    SyncModule,
    DeliveryModule,
  ],
})
export class AppModule {}
