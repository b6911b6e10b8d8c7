import {
  endSession,
  refreshSession,
  signIn,
  type EndSession as EndInput,
  type IssuedSession,
  type RefreshSession as RefreshInput,
  type SignIn as SignInInput,
} from '@miaohui/contracts/identity/session'
import { HandleRpc } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { EndSession } from './end-session'
import { RefreshSession } from './refresh-session'
import { SignIn } from './sign-in'

/** Open to everybody: the password or the token is the proof. */
@Injectable()
export class SessionRpc {
  constructor(
    private readonly signing: SignIn,
    private readonly refreshing: RefreshSession,
    private readonly ending: EndSession,
  ) {}

  @HandleRpc(signIn)
  async signIn(input: SignInInput): Promise<IssuedSession> {
    return this.signing.execute(input)
  }

  @HandleRpc(refreshSession)
  async refresh(input: RefreshInput): Promise<IssuedSession> {
    return this.refreshing.execute(input)
  }

  @HandleRpc(endSession)
  async end(input: EndInput): Promise<void> {
    await this.ending.execute(input)
  }
}
