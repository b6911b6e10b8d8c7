import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { TeamDetail } from '@miaohui/contracts/org/team'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { notFound } from '../shared/not-found'
import { requireVisibleTeam } from '../shared/visible-teams'
import { readTeam, teamDetailOf } from './read-teams'

@Injectable()
export class GetTeam {
  constructor(private readonly units: UnitOfWork) {}

  async execute(actor: MemberActor, id: string): Promise<TeamDetail> {
    requireVisibleTeam(actor, id)
    const row = await this.units.run(actor.enterpriseId, (db) => readTeam(db, actor.enterpriseId, id))
    if (!row) throw notFound()
    return teamDetailOf(row)
  }
}
