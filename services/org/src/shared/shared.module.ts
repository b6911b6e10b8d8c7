import { Global, Module } from '@nestjs/common'
import { OrgNotices } from './org-notices'

@Global()
@Module({ providers: [OrgNotices], exports: [OrgNotices] })
export class SharedModule {}
