import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockMember } from './member-access'
import { MemberAnnouncer } from './member-announcer'

/** Makes the member's link worthless; they stay in the list and can be invited again. Refuses when they have joined. */
@Injectable()
export class RevokeInvitation {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute(actor: MemberActor, memberId: string): Promise<void> {
    await this.units.run(actor.enterpriseId, async (db) => {
      const row = await lockMember(db, actor, memberId)
      if (row.state !== 'invited') throw new Problem(orgProblems.MEMBER_NOT_INVITED)
      await this.announcer.revoke(db, actor.enterpriseId, memberId)
      await this.announcer.changed(db, actor.enterpriseId, memberId)
    })
  }
}
