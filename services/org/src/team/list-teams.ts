import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Page } from '@miaohui/contracts/kernel/page'
import type { ListTeams as Input, Team } from '@miaohui/contracts/org/team'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { visibleTeams } from '../shared/visible-teams'
import { TEAM_COLUMNS, teamOf, type TeamRow } from './read-teams'

const LIST = `
  select ${TEAM_COLUMNS} from team t
  where t.enterprise_id = $1 and ($2::uuid[] is null or t.id = any($2)) and ($3::text is null or t.name ilike $3) and ($4::uuid is null or t.id < $4)
  order by t.id desc limit $5`

/** The teams that the actor works in, or all for whoever sees the whole enterprise; newest first. */
@Injectable()
export class ListTeams {
  constructor(private readonly units: UnitOfWork) {}

  async execute(actor: MemberActor, input: Input): Promise<Page<Team>> {
    const search = input.search ? `%${input.search.replace(/[\\%_]/g, '\\$&')}%` : null
    const page = await keysetPage<TeamRow>(input, {
      parts: 1,
      key: (row) => [row.id],
      fetch: (after, limit) =>
        this.units.run(actor.enterpriseId, (db) =>
          db.query<TeamRow[]>(LIST, [actor.enterpriseId, visibleTeams(actor), search, after?.[0] ?? null, limit]),
        ),
    })
    return { items: page.items.map(teamOf), next: page.next }
  }
}
