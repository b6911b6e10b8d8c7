import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/** Who was added to a team. Super administrators are in every team without a row here. */
@Entity('team_member')
export class TeamMemberEntity {
  @PrimaryColumn('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @PrimaryColumn('uuid', { name: 'team_id' })
  teamId!: string

  @PrimaryColumn('uuid', { name: 'member_id' })
  memberId!: string

  @Column('boolean', { name: 'is_leader', default: false })
  isLeader!: boolean

  @CreateDateColumn({ name: 'added_at', type: 'timestamptz' })
  addedAt!: Date
}
