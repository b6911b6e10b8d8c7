import { Module } from '@nestjs/common'
import { AccountNews } from './account-news'
import { HostWake } from './host-wake'

@Module({ providers: [AccountNews, HostWake], exports: [AccountNews, HostWake] })
export class SharedModule {}
