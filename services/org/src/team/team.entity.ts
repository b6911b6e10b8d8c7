import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

@Entity('team')
export class TeamEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('int', { name: 'rev', default: 1 })
  rev!: number

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
