import { Injectable } from '@nestjs/common'

/** Tells the scheduler of this process that a step has become due soon, so that it does not wait for its next look. */
@Injectable()
export class StepAlarm {
  private listener: () => void = () => undefined

  listen(listener: () => void): void {
    this.listener = listener
  }

  ring(): void {
    this.listener()
  }
}
