import {
  completeSetup,
  getSetupStatus,
  type CompleteSetup,
  type IssuedSession,
  type SetupStatus,
} from '@miaohui/contracts/identity/session'
import { HandleRpc } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { CompleteSetUp } from './complete-set-up'
import { GetSetUpStatus } from './get-set-up-status'

/** Open to everybody: the set-up token is the proof. */
@Injectable()
export class SetUpRpc {
  constructor(
    private readonly status: GetSetUpStatus,
    private readonly completing: CompleteSetUp,
  ) {}

  @HandleRpc(getSetupStatus)
  async get(): Promise<SetupStatus> {
    return this.status.execute()
  }

  @HandleRpc(completeSetup)
  async complete(input: CompleteSetup): Promise<IssuedSession> {
    return this.completing.execute(input)
  }
}
