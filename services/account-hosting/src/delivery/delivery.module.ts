import { Module } from '@nestjs/common'
import { AccountDirectory } from './account-directory'
import { DeliveryRpc } from './delivery.rpc'
import { HandOver } from './hand-over'

@Module({ providers: [AccountDirectory, HandOver, DeliveryRpc] })
export class DeliveryModule {}
