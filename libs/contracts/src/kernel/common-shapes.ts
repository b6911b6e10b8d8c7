import { Id } from './fields'

/** Names one record of the enterprise the caller acts in. */
export class ById {
  @Id()
  id!: string
}

/** Names one record of one team. */
export class TeamScoped {
  @Id({ description: 'the team (小组) the record belongs to' })
  teamId!: string
}

export class ByIdInTeam extends TeamScoped {
  @Id()
  id!: string
}
