import { Module } from '@nestjs/common'
import { AccountsModule } from '../accounts/accounts.module'
import { SharedModule } from '../shared/shared.module'
import { RunSync } from './run-sync'
import { StartSync } from './start-sync'
import { SyncRpc } from './sync.rpc'

@Module({ imports: [SharedModule, AccountsModule], providers: [RunSync, StartSync, SyncRpc], exports: [RunSync] })
export class SyncModule {}
