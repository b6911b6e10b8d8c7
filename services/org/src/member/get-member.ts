import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Member } from '@miaohui/contracts/org/member'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { memberOf, readMember } from './read-members'

@Injectable()
export class GetMember {
  constructor(private readonly units: UnitOfWork) {}

  async execute(actor: MemberActor, id: string): Promise<Member> {
    const row = await this.units.run(actor.enterpriseId, (db) => readMember(db, actor, id))
    if (!row) throw notFound()
    return memberOf(row)
  }
}
