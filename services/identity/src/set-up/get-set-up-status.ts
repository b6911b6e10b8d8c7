import type { SetupStatus } from '@miaohui/contracts/identity/session'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'

/** Whether somebody still has to set this installation up. */
@Injectable()
export class GetSetUpStatus {
  constructor(private readonly units: UnitOfWork) {}

  async execute(): Promise<SetupStatus> {
    const done = await this.units.runGlobal((db) => db.query<unknown[]>(`select 1 from set_up where state = 'done'`))
    return { required: done.length === 0 }
  }
}
