import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { Member } from '@miaohui/contracts/org/member'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { lockMember } from './member-access'
import { MemberAnnouncer } from './member-announcer'

/** Sends a fresh link in place of the old ones. Refuses when the member has joined or is suspended. */
@Injectable()
export class ResendInvitation {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute(actor: MemberActor, memberId: string): Promise<Member> {
    return this.units.run(actor.enterpriseId, async (db) => {
      const row = await lockMember(db, actor, memberId)
      if (row.state !== 'invited') throw new Problem(orgProblems.MEMBER_NOT_INVITED)
      await this.announcer.invite(db, actor, memberId)
      return this.announcer.changed(db, actor.enterpriseId, memberId)
    })
  }
}
