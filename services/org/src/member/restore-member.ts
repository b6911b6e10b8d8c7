import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Member } from '@miaohui/contracts/org/member'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockMember } from './member-access'
import { MemberAnnouncer } from './member-announcer'
import { memberOf } from './read-members'

/** Lets a suspended member back in. Who never joined is invited again only by a new invitation: the old link stays worthless. */
@Injectable()
export class RestoreMember {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute(actor: MemberActor, id: string): Promise<Member> {
    const { enterpriseId } = actor
    return this.units.run(enterpriseId, async (db) => {
      const row = await lockMember(db, actor, id)
      if (row.state !== 'suspended') return memberOf(row)
      const state = row.user_id === null ? 'invited' : 'active'
      await db.query('update member set state = $3 where enterprise_id = $1 and id = $2', [enterpriseId, id, state])
      await this.announcer.accessChanged(id, row.user_id, state === 'active')
      return this.announcer.changed(db, enterpriseId, id)
    })
  }
}
