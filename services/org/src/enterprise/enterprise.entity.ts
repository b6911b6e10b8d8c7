import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

@Entity('enterprise')
export class EnterpriseEntity {
  @PrimaryColumn('uuid', { name: 'enterprise_id' })
  id!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'time_zone' })
  timeZone!: string

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
