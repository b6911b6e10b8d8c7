import { Injectable } from '@nestjs/common'

type Account = { accountId: string; enterpriseId: string }

/** Tells the host of this process that an account has work for it, so that nothing waits for the next look around. */
@Injectable()
export class HostWake {
  private listener: (account: Account) => void = () => undefined

  listen(listener: (account: Account) => void): void {
    this.listener = listener
  }

  wake(account: Account): void {
    this.listener(account)
  }
}
