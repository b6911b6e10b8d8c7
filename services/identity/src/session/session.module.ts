import { Module } from '@nestjs/common'
import { CredentialsModule } from '../credentials/credentials.module'
import { AccessTokens } from './access-tokens'
import { EndSession } from './end-session'
import { RefreshSession } from './refresh-session'
import { SessionIssuer } from './session-issuer'
import { SessionRpc } from './session.rpc'
import { SignIn } from './sign-in'

@Module({
  imports: [CredentialsModule],
  providers: [SessionRpc, SignIn, RefreshSession, EndSession, SessionIssuer, AccessTokens],
  exports: [SessionIssuer],
})
export class SessionModule {}
