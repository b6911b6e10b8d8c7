import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { AccessRow } from './membership-view'

type NamedQuery = { name: string; text: string; values: unknown[] }
type Pool = { query: (query: NamedQuery) => Promise<{ rows: AccessRow[] }> }

const ONE = 'select * from resolve_access($1, $2)'
const ALL =
  'select access.* from enterprises_of_user($1) as enterprise, lateral resolve_access($1, enterprise) as access order by access.enterprise_id'

/**
 * Asks what a user may do, in one prepared statement each: the hottest question of the product. It goes straight to the pool because the
 * function sets the enterprise itself; a unit of work would add the round trips of a transaction.
 */
@Injectable()
export class AccessReader {
  private readonly pool: Pool

  constructor(dataSource: DataSource) {
    this.pool = (dataSource.driver as unknown as { master: Pool }).master
  }

  async inEnterprise(userId: string, enterpriseId: string): Promise<AccessRow | undefined> {
    const { rows } = await this.pool.query({ name: 'resolve-access', text: ONE, values: [userId, enterpriseId] })
    return rows[0]
  }

  async everywhere(userId: string): Promise<AccessRow[]> {
    const { rows } = await this.pool.query({ name: 'resolve-all-access', text: ALL, values: [userId] })
    return rows
  }
}
