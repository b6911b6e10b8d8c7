import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Clock } from '@miaohui/platform/time'
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import type pino from 'pino'

const EVERY_MS = 60_000
const JUMP_MS = 24 * 3_600_000

/**
 * Remembers the latest time that was seen, so that setting the clock back does not lengthen a licence. A jump of more than a day against
 * the monotonic clock is not believed: a wrong clock far ahead must heal when it is corrected.
 */
@Injectable()
export class AdvanceClockMark implements OnModuleInit, OnModuleDestroy {
  private readonly startedAt: number
  private readonly started = performance.now()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {
    this.startedAt = clock.now().getTime()
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.execute().catch((error: unknown) => this.log.warn({ err: error }, 'the clock mark could not be written'))
    }, EVERY_MS)
    this.timer.unref()
  }

  onModuleDestroy(): void {
    clearInterval(this.timer)
  }

  async execute(): Promise<void> {
    const now = this.clock.now()
    const expected = this.startedAt + (performance.now() - this.started)
    if (now.getTime() - expected > JUMP_MS) {
      this.log.error({ now, expected: new Date(expected) }, 'the clock has jumped ahead')
      return
    }
    await this.unitOfWork.runGlobal((db) => db.query('update clock_mark set max_seen = $1 where max_seen < $1', [now]))
  }
}
