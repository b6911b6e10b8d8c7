import { Injectable } from '@nestjs/common'

export type Wake = (enterpriseId: string, accountIds: readonly string[]) => void

/** Tells the dispatcher of this process that accounts have something to send now. Other processes find it by their poll. */
@Injectable()
export class SendWaker {
  private listener: Wake = () => undefined

  listen(listener: Wake): void {
    this.listener = listener
  }

  wake(enterpriseId: string, accountIds: readonly string[]): void {
    if (accountIds.length > 0) this.listener(enterpriseId, accountIds)
  }
}
