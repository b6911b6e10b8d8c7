import { Module } from '@nestjs/common'
import { EnterpriseRpc } from './enterprise.rpc'
import { FoundEnterprise } from './found-enterprise'
import { GetEnterpriseOverview } from './get-enterprise-overview'

@Module({ providers: [EnterpriseRpc, FoundEnterprise, GetEnterpriseOverview] })
export class EnterpriseModule {}
