import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { AccountSubscriber } from './account/account.subscriber'
import { AnswerSopRpc } from './answer-sop/answer-sop.rpc'
import { CreateAnswerSop } from './answer-sop/create-answer-sop'
import { DeleteAnswerSop } from './answer-sop/delete-answer-sop'
import { SwitchAnswerSop } from './answer-sop/switch-answer-sop'
import { UpdateAnswerSop } from './answer-sop/update-answer-sop'
import { ChangeAnswerSetting } from './answer-setting/change-answer-setting'
import { migrations } from './database/migrations/list'
import { EnrolCustomers } from './run/enrol-customers'
import { RunRpc } from './run/run.rpc'
import { RunSubscriber } from './run/run.subscriber'
import { SettleSteps } from './run/settle-steps'
import { StepAlarm } from './run/step-alarm'
import { StepRunner } from './run/step-runner'
import { StepScheduler } from './run/step-scheduler'

@Module({
  imports: [ServiceModule.forRoot('sop'), PersistenceModule.forRoot({ service: 'sop', entities: [], migrations })],
  providers: [
    AccountSubscriber,
    AnswerSopRpc,
    CreateAnswerSop,
    UpdateAnswerSop,
    SwitchAnswerSop,
    DeleteAnswerSop,
    ChangeAnswerSetting,
    EnrolCustomers,
    RunRpc,
    RunSubscriber,
    SettleSteps,
    StepAlarm,
    StepRunner,
    StepScheduler,
  ],
})
export class AppModule {}
