import { newId } from '@miaohui/contracts/kernel/ids'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Clock } from '@miaohui/platform/time'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { LicenseConfig } from '../config'
import { trialTerms } from '../shared/license-status'

/** The first start of an installation begins its trial; later starts, and replicas that start at once, find it there. */
@Injectable()
export class InstallTrial implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: LicenseConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.execute()
  }

  async execute(): Promise<void> {
    const now = this.clock.now()
    const trial = trialTerms(now, this.config.trialSeats)
    await this.unitOfWork.runGlobal(async (db) => {
      await db.query('insert into clock_mark (max_seen) values ($1) on conflict do nothing', [now])
      await db.query('insert into seat_pool (id, capacity) values ($1, $2) on conflict do nothing', [newId(), trial.seats])
      await db.query(
        `insert into license_file (id, license_id, serial, kind, seats, starts_at, expires_at, grace_days, notice_days, installed_at)
         select $1, $2, 1, $3, $4, $5, $6, $7, $8, $5 where not exists (select from license_file) on conflict do nothing`,
        [newId(), trial.licenseId, trial.kind, trial.seats, now, trial.expiresAt, trial.graceDays, trial.noticeDays],
      )
      await db.query(`update license_file set seats = $1 where kind = 'trial' and seats < $1`, [trial.seats])
    })
  }
}
