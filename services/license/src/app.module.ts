import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { migrations } from './database/migrations/list'
import { LicensesModule } from './licenses/licenses.module'
import { SeatsModule } from './seats/seats.module'

@Module({
  imports: [
    ServiceModule.forRoot('license'),
    PersistenceModule.forRoot({ service: 'license', entities: [], migrations }),
    LicensesModule,
    SeatsModule,
  ],
})
export class AppModule {}
