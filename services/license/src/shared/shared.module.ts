import { Module } from '@nestjs/common'
import { LicenseReader } from './license-reader'
import { SeatSummary } from './seat-summary'

@Module({ providers: [LicenseReader, SeatSummary], exports: [LicenseReader, SeatSummary] })
export class SharedModule {}
