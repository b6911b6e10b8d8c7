import { Module } from '@nestjs/common'
import { SharedModule } from '../shared/shared.module'
import { AccountStore } from './account-store'
import { AccountsRpc } from './accounts.rpc'
import { CreateAccount } from './create-account'
import { EnterVerifyCode } from './enter-verify-code'
import { ListAccounts } from './list-accounts'
import { ListTimeline } from './list-timeline'
import { RefreshQr } from './refresh-qr'
import { RemoveAccount } from './remove-account'
import { Seats } from './seats'
import { SeatsSubscriber } from './seats.subscriber'
import { StartAccount } from './start-account'
import { StopAccount } from './stop-account'
import { SweepSetups } from './sweep-setups'
import { UndoSetup } from './undo-setup'
import { WorkerCalls } from './worker-calls'

@Module({
  imports: [SharedModule],
  providers: [
    AccountStore,
    Seats,
    WorkerCalls,
    UndoSetup,
    SweepSetups,
    CreateAccount,
    StartAccount,
    StopAccount,
    RemoveAccount,
    RefreshQr,
    EnterVerifyCode,
    ListAccounts,
    ListTimeline,
    AccountsRpc,
    SeatsSubscriber,
  ],
  exports: [AccountStore, Seats, WorkerCalls],
})
export class AccountsModule {}
