import { LivePublisher } from '@miaohui/platform/live'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { SeatSummary } from '../shared/seat-summary'

/** Shows the new numbers in the consoles of the enterprise. Best effort: a console that misses it reads them anew. */
@Injectable()
export class AnnounceSeats {
  constructor(
    private readonly numbers: SeatSummary,
    private readonly live: LivePublisher,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  execute(enterpriseId: string): void {
    this.numbers.execute(enterpriseId).then(
      ({ poolId, rev, summary }) =>
        this.live.publish(enterpriseId, {
          topic: 'enterprise:license',
          type: 'license.changed',
          entity: poolId,
          rev,
          patch: { ...summary },
        }),
      (error: unknown) => this.log.warn({ err: error }, 'the seat numbers could not be announced'),
    )
  }
}
