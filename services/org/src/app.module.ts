import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { AccessModule } from './access/access.module'
import { entities } from './database/entities'
import { migrations } from './database/migrations/list'
import { DepartmentModule } from './department/department.module'
import { EnterpriseModule } from './enterprise/enterprise.module'
import { MemberModule } from './member/member.module'
import { PermissionGroupModule } from './permission-group/permission-group.module'
import { SharedModule } from './shared/shared.module'
import { TeamModule } from './team/team.module'

@Module({
  imports: [
    ServiceModule.forRoot('org'),
    PersistenceModule.forRoot({ service: 'org', entities, migrations }),
    SharedModule,
    EnterpriseModule,
    AccessModule,
    DepartmentModule,
    PermissionGroupModule,
    MemberModule,
    TeamModule,
  ],
})
export class AppModule {}
