import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Member } from '@miaohui/contracts/org/member'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockMember, requireAnotherSuperAdmin } from './member-access'
import { MemberAnnouncer } from './member-announcer'
import { isSuperAdmin, memberOf } from './read-members'

/**
 * Shuts a member out at once; an invitation that is still open becomes worthless. Refuses the last super administrator. Nothing
 * happens to a member who is suspended already.
 */
@Injectable()
export class SuspendMember {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute(actor: MemberActor, id: string): Promise<Member> {
    const { enterpriseId } = actor
    return this.units.run(enterpriseId, async (db) => {
      const row = await lockMember(db, actor, id)
      if (row.state === 'suspended') return memberOf(row)
      if (isSuperAdmin(row) && row.state === 'active') await requireAnotherSuperAdmin(db, enterpriseId, id)
      await db.query(`update member set state = 'suspended' where enterprise_id = $1 and id = $2`, [enterpriseId, id])
      await this.announcer.revoke(db, enterpriseId, id)
      await this.announcer.accessChanged(id, row.user_id, false)
      return this.announcer.changed(db, enterpriseId, id)
    })
  }
}
