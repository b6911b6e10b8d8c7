import { Module } from '@nestjs/common'
import { LicenseConfig, licenseConfig } from '../config'
import { SharedModule } from '../shared/shared.module'
import { AdvanceClockMark } from './advance-clock-mark'
import { InstallTrial } from './install-trial'
import { IssueLease } from './issue-lease'
import { LicenseRpc } from './license.rpc'

@Module({
  imports: [SharedModule],
  providers: [
    { provide: LicenseConfig, useFactory: () => licenseConfig() },
    InstallTrial,
    AdvanceClockMark,
    IssueLease,
    LicenseRpc,
  ],
})
export class LicensesModule {}
