import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from 'pino'
import { AdvanceBroadcasts } from '../broadcasts/advance-broadcasts'
import { MessagingConfig } from '../messaging-config'
import { SweepSends } from './sweep-sends'

const EVERY_MS = 1000

/** Once a second: finds the enterprises in which time alone has made something due. Needs neither Redis nor NATS. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined
  private round: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly units: UnitOfWork,
    private readonly sends: SweepSends,
    private readonly broadcasts: AdvanceBroadcasts,
    private readonly config: MessagingConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule()
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.round
  }

  private schedule(): void {
    const every = Math.min(EVERY_MS, this.config.leaseMs / 2)
    this.timer = setTimeout(() => {
      this.round = this.sweep().finally(() => {
        if (!this.stopped) this.schedule()
      })
    }, every)
  }

  private async sweep(): Promise<void> {
    try {
      const due = await this.units.runGlobal((db) =>
        db.query<{ id: string }[]>('select id from enterprises_to_sweep($1) as id', [this.config.graceMs]),
      )
      for (const { id } of due) {
        if (this.stopped) return
        await this.sweepOne(id)
      }
    } catch (error) {
      this.log.error({ err: error }, 'the sweep failed')
    }
  }

  private async sweepOne(enterpriseId: string): Promise<void> {
    try {
      await this.sends.execute(enterpriseId)
      await this.broadcasts.execute(enterpriseId)
    } catch (error) {
      this.log.error({ err: error, enterpriseId }, 'the sweep of an enterprise failed')
    }
  }
}
