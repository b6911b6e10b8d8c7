import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type pino from 'pino'
import { RepeatedWork } from './repeated-work'

const HOUR_MS = 3_600_000

const PURGES = [
  `delete from session where absolute_until < now() - interval '7 days' or revoked_at < now() - interval '30 days'`,
  `delete from login_guard where last_at < now() - interval '1 day'`,
  'select purge_invitation_links()',
]

/** Removes what nobody can use any more, every hour. */
@Injectable()
export class Purge implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly work: RepeatedWork

  constructor(
    private readonly units: UnitOfWork,
    @Inject(LOGGER) log: pino.Logger,
  ) {
    this.work = new RepeatedWork(
      HOUR_MS,
      () => this.execute(),
      (error) => log.error({ err: error }, 'the purge failed'),
    )
  }

  async execute(): Promise<void> {
    for (const sql of PURGES) await this.units.runGlobal((db) => db.query(sql))
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async onModuleDestroy(): Promise<void> {
    await this.work.stop()
  }
}
