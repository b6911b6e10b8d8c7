import { Module } from '@nestjs/common'
import { CredentialsModule } from '../credentials/credentials.module'
import { SessionModule } from '../session/session.module'
import { CompleteSetUp } from './complete-set-up'
import { GetSetUpStatus } from './get-set-up-status'
import { SetUpRpc } from './set-up.rpc'

@Module({ imports: [CredentialsModule, SessionModule], providers: [SetUpRpc, CompleteSetUp, GetSetUpStatus] })
export class SetUpModule {}
