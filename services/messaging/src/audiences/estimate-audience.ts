import type { AudienceEstimate, CustomerFilter } from '@miaohui/contracts/messaging/audience'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { FUNNEL, matchedAudience, REACHED } from './domain/audience-sql'
import { Parameters } from './domain/customer-filter-sql'

export type InWatch = { id: string; watch_until: Date }

@Injectable()
export class EstimateAudienceQuery {
  constructor(private readonly units: UnitOfWork) {}

  async execute(enterpriseId: string, teamId: string, filter: CustomerFilter): Promise<AudienceEstimate> {
    const parameters = new Parameters(enterpriseId)
    const sql = `with ${matchedAudience(teamId, filter, parameters)} ${FUNNEL}`
    const [row] = await this.units.run(enterpriseId, (db) => db.query<AudienceEstimate[]>(sql, parameters.values))
    return row!
  }

  /** Accounts that would send and are in the first hour after their first sign-in. */
  inWatch(enterpriseId: string, teamId: string, filter: CustomerFilter): Promise<InWatch[]> {
    const parameters = new Parameters(enterpriseId)
    const sql = `with ${matchedAudience(teamId, filter, parameters)}
      select distinct account_id as id, watch_until from matched where ${REACHED} and watch_until > now()`
    return this.units.run(enterpriseId, (db) => db.query<InWatch[]>(sql, parameters.values))
  }
}
