import { Module } from '@nestjs/common'
import { AccessReader } from './access-reader'
import { AccessRpc } from './access.rpc'

@Module({ providers: [AccessReader, AccessRpc] })
export class AccessModule {}
