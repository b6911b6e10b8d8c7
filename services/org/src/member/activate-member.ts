import type { ActivateMember as Input } from '@miaohui/contracts/org/member'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { MemberAnnouncer } from './member-announcer'
import { readMembersById } from './read-members'

/**
 * The invited user has accepted. Repeating it changes nothing. Refuses (NOT_FOUND) a member who was suspended or whose invitation was
 * revoked meanwhile, and another user than the one who joined.
 */
@Injectable()
export class ActivateMember {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute({ enterpriseId, memberId, userId }: Input): Promise<void> {
    await this.units.run(enterpriseId, async (db) => {
      await db.query('select 1 from member where enterprise_id = $1 and id = $2 for update', [enterpriseId, memberId])
      const [row] = await readMembersById(db, enterpriseId, [memberId])
      if (row?.state === 'active' && row.user_id === userId) return
      if (row?.state !== 'invited' || row.delivery_state === 'revoked') throw notFound()
      await db.query(`update member set state = 'active', user_id = $3 where enterprise_id = $1 and id = $2`, [
        enterpriseId,
        memberId,
        userId,
      ])
      await db.query(
        `update invitation set state = 'accepted' where enterprise_id = $1 and member_id = $2 and superseded_at is null`,
        [enterpriseId, memberId],
      )
      await this.announcer.accessChanged(memberId, userId, true)
      await this.announcer.changed(db, enterpriseId, memberId)
    })
  }
}
