import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { changedRows } from '../database/changed-rows'
import { ANNOUNCED, DeliveryAnnouncer, type AnnouncedRow } from './delivery-announcer'

const BATCH = 500

type Lapsed = { enterprise_id: string; invitation_id: string }

/** Marks invitations whose time is over, so that whoever invited sees it. */
@Injectable()
export class ExpireInvitations {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: DeliveryAnnouncer,
  ) {}

  async execute(): Promise<void> {
    const lapsed = await this.units.runGlobal((db) => db.query<Lapsed[]>('select * from lapsed_invitations($1)', [BATCH]))
    const byEnterprise = new Map<string, string[]>()
    for (const { enterprise_id: enterpriseId, invitation_id: id } of lapsed)
      byEnterprise.set(enterpriseId, [...(byEnterprise.get(enterpriseId) ?? []), id])
    for (const [enterpriseId, ids] of byEnterprise) await this.expire(enterpriseId, ids)
  }

  private async expire(enterpriseId: string, ids: string[]): Promise<void> {
    await this.units.run(enterpriseId, async (db) => {
      const expired = await changedRows<AnnouncedRow>(
        db,
        `update invitation set state = 'expired' where id = any($1::uuid[]) and state = 'sent' and expires_at <= now() returning ${ANNOUNCED}`,
        [ids],
      )
      await this.announcer.changed(expired)
    })
  }
}
