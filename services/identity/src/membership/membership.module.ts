import { Module } from '@nestjs/common'
import { MembershipSubscriber } from './membership.subscriber'
import { RecordAccess } from './record-access'

@Module({ providers: [MembershipSubscriber, RecordAccess] })
export class MembershipModule {}
