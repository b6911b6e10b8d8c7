import { Module } from '@nestjs/common'
import { AccountsModule } from '../accounts/accounts.module'
import { SharedModule } from '../shared/shared.module'
import { SyncModule } from '../sync/sync.module'
import { ActorDependencies } from './actor-dependencies'
import { ActorHost } from './actor-host'
import { ApplySignals } from './apply-signals'

@Module({
  imports: [SharedModule, AccountsModule, SyncModule],
  providers: [ApplySignals, ActorDependencies, ActorHost],
})
export class HostingModule {}
