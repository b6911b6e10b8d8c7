import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { entities } from './database/entities'
import { migrations } from './database/migrations/list'
import { InvitationModule } from './invitation/invitation.module'
import { MembershipModule } from './membership/membership.module'
import { SessionModule } from './session/session.module'
import { SetUpModule } from './set-up/set-up.module'
import { SharedModule } from './shared/shared.module'

@Module({
  imports: [
    ServiceModule.forRoot('identity'),
    PersistenceModule.forRoot({ service: 'identity', entities, migrations }),
    SharedModule,
    SetUpModule,
    SessionModule,
    InvitationModule,
    MembershipModule,
  ],
})
export class AppModule {}
