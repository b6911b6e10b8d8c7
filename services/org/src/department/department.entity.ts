import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

@Entity('department')
export class DepartmentEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null

  @Column('text', { name: 'name' })
  name!: string

  @Column('int', { name: 'position', default: 0 })
  position!: number

  @Column('int', { name: 'rev', default: 1 })
  rev!: number

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
