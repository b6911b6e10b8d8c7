import { Injectable } from '@nestjs/common'

export type Pulse = (enterpriseId: string, broadcastId: string) => void

/** Tells the broadcasts slice that sends of a broadcast changed, after the commit that changed them. */
@Injectable()
export class BroadcastPulse {
  private listener: Pulse = () => undefined

  listen(listener: Pulse): void {
    this.listener = listener
  }

  beat(enterpriseId: string, broadcastId: string): void {
    this.listener(enterpriseId, broadcastId)
  }
}
